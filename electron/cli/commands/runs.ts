import type { Run, RunRow } from '../../../shared/models/run';
import type { Backend } from '../../backend/backend';
import { numberOf, type Options } from '../arguments';
import type { EngineForker } from '../engine-forker';
import { BadInput, EXIT, type Exit } from '../exit';
import { harmless, table } from '../text';
import { openWorkspace } from '../workspace';
import { findRun, newestRuns, summary } from './run';

const LISTED = 50;
const LISTED_MAX = 500;

/** Lists runs, shows one, or cancels one. */
export async function runs(backend: Backend, engines: EngineForker, options: Options): Promise<Exit> {
  const [dir, verb = 'list', wanted, ...more] = options.rest;
  if (dir === undefined || more.length > 0) throw new BadInput('runs takes a folder: pilothouse runs DIR [list | show RUN | cancel RUN]');
  if (!['list', 'show', 'cancel'].includes(verb)) throw new BadInput(`runs knows list, show and cancel, not “${verb}”`);
  if ((wanted === undefined) !== (verb === 'list')) throw new BadInput(verb === 'list' ? 'runs list takes no run' : `runs ${verb} takes a run`);
  const limit = Math.min(LISTED_MAX, Math.max(1, numberOf('limit', options.limit, LISTED)));
  const workspace = await openWorkspace(backend, engines, dir);
  const { client, connection } = workspace;
  try {
    if (wanted === undefined) {
      const { rows, total } = await client.request('runs.search', newestRuns(connection, limit));
      print(options, { runs: rows, total }, () => listText(rows));
      return EXIT.done;
    }
    const run = await findRun(client, connection, wanted);
    if (verb === 'cancel') {
      await client.request('runs.cancel', { connection, run });
      print(options, { run }, () => run);
      return EXIT.done;
    }
    const found = await client.request('runs.get', { connection, run });
    print(options, found, () => showText(found));
    return EXIT.done;
  } finally {
    await workspace.leave(false);
  }
}

function print({ json }: Options, document: object, text: () => string): void {
  const shown = json ? JSON.stringify(document) : text();
  if (shown !== '') process.stdout.write(`${shown}\n`);
}

const time = (at: number | null): string => (at === null ? '' : new Date(at).toISOString());

function listText(rows: readonly RunRow[]): string {
  if (rows.length === 0) return '';
  const cells = rows.map(({ id, name, state, entryPoint, startedAt, endedAt }) => [id, name, state, entryPoint ?? '', time(startedAt), time(endedAt)]);
  return table([['RUN', 'NAME', 'STATE', 'ENTRY', 'STARTED', 'ENDED'], ...cells]);
}

/** How it ended and its last lines first: that is what is looked for. */
function showText(run: Run): string {
  const { exit, code, allParams, summaries } = run;
  const block = (title: string, lines: readonly string[]) => {
    const said = lines.filter((line) => line !== '');
    return said.length === 0 ? [] : ['', title, ...said.map((line) => `  ${harmless(line)}`)];
  };
  return [
    `${run.id}  ${harmless(run.name)}`,
    summary(run),
    ...block('Last lines', run.state === 'finished' ? [] : (exit?.lastLines ?? [])),
    ...block(
      'Parameters',
      allParams.map(({ key, value }) => `${key} = ${value}`),
    ),
    ...block(
      'Metrics',
      summaries.map(({ key, last, step }) => `${key} = ${last} (step ${step})`),
    ),
    ...block('Code', code ? [code.argv.join(' '), [code.commit, code.branch, code.dirty === true ? 'changed' : null].filter(Boolean).join(', ')] : []),
  ].join('\n');
}
