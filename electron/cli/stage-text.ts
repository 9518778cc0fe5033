import { type Finding, findingWords, type ReleaseCheck, type StageId, type StageOutcome, type StageResult } from '../../shared/models/stage';
import { failureText, harmless, say } from './text';

const MARK: Readonly<Record<StageOutcome, string>> = { pass: 'ok', fail: 'x', inconclusive: '?' };

export const stageText = (stage: StageId): string => say(`stages.stage.${stage}`);

/** What was looked at, and what was found, in the words of the window; what went wrong below it. */
export function findingText(finding: Finding): { readonly name: string; readonly says: string } {
  const words = findingWords(finding);
  const { stage } = finding.values;
  const values = stage === undefined ? finding.values : { stage: say(`stages.stage.${stage as StageId}`) }; // written by the engine alone
  const why = finding.failure ? `\n${failureText(finding.failure)}` : '';
  return { name: say(words.name), says: `${said(words.says, values)}${why}` };
}

function said(word: Parameters<typeof say>[0], values: Readonly<Record<string, string>>): string {
  try {
    return say(word, values).trim();
  } catch {
    return JSON.stringify(values); // a value that the sentence needs is not known
  }
}

/** A check as a person reads it. */
export function checkText(check: ReleaseCheck): string {
  const { model, version, digest, runs, champion, golden, outcome, stages } = check;
  const against = champion ? say('stages.against', { version: champion.version }) : say('stages.against.none');
  const sha = (of: string | null | undefined) => (of ? `  SHA-256 ${of}` : '');
  const run = runs.kind === 'onnx' ? say('server.runs.onnx') : runs.server.argv.join(' ');
  return [
    `${model} v${version}  ${say(`stages.state.${outcome ?? 'running'}`)}  (${against})`,
    `${say('stages.used.version')}: ${run}${sha(digest)}`,
    ...(champion ? [`${say('stages.used.champion')}: v${champion.version}${sha(champion.digest)}`] : []),
    ...(golden ? [`${say('stages.used.golden')}: ${golden.file}${sha(golden.digest)}`] : []),
    ...stages.flatMap(stageLines),
  ]
    .map(harmless)
    .join('\n');
}

function stageLines(result: StageResult): string[] {
  const { stage, state, startedAt, endedAt, findings, evidence } = result;
  const took = startedAt === null || endedAt === null ? '' : `  ${say('stages.took', { seconds: ((endedAt - startedAt) / 1_000).toFixed(1) })}`;
  return [
    '',
    `${stageText(stage)}  ${say(`stages.state.${state}`)}${took}`,
    ...findings.flatMap((finding) => {
      const { name, says } = findingText(finding);
      return `  ${MARK[finding.outcome].padEnd(2)} ${name}: ${says.replaceAll('\n', '\n       ')}`.split('\n');
    }),
    ...(evidence === null ? [] : [`     SHA-256 ${evidence}`]),
  ];
}
