import type { Finding, ReleaseCheck, StageResult } from '../../shared/models/stage';
import { findingText, stageText } from './stage-text';

/** What XML 1.0 cannot hold, however it is written: control characters, halves of pairs, two that are no characters. */
// oxlint-disable-next-line no-control-regex -- they are what is looked for
const NOT_XML = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu;
const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
  '\n': '&#10;',
  '\r': '&#13;',
  '\t': '&#9;',
};

/** Text of others, fit for an attribute and for content. */
export const xml = (text: string): string => text.replaceAll(NOT_XML, '\uFFFD').replaceAll(/[&<>"'\n\r\t]/g, (letter) => ENTITIES[letter] ?? letter);

const attributes = (values: Readonly<Record<string, string | number>>): string =>
  Object.entries(values)
    .map(([name, value]) => ` ${name}="${xml(String(value))}"`)
    .join('');

/** A suite for each stage, a case for each finding. What is inconclusive is an error: nothing shows that as good. */
export function junitOf(check: ReleaseCheck): string {
  const cases = check.stages.flatMap(({ findings }) => findings);
  const suites = check.stages.map((result) => suiteOf(check, result)).join('');
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites${attributes({ name: `${check.model} v${check.version}`, ...counts(cases), time: seconds(check) })}>\n${suites}</testsuites>\n`;
}

function suiteOf({ model, version }: ReleaseCheck, result: StageResult): string {
  const named = { name: stageText(result.stage), ...counts(result.findings), time: seconds(result) };
  const timestamp = result.startedAt === null ? {} : { timestamp: new Date(result.startedAt).toISOString().replace(/\.\d+Z$/, '') };
  const cases = result.findings.map((finding) => caseOf(`${model} v${version}`, result.stage, finding)).join('');
  return `  <testsuite${attributes({ ...named, ...timestamp })}>\n${cases}  </testsuite>\n`;
}

function caseOf(subject: string, stage: string, finding: Finding): string {
  const { name, says } = findingText(finding);
  const head = `    <testcase${attributes({ classname: `${subject}.${stage}`, name, time: 0 })}`;
  if (finding.outcome === 'pass') return `${head}>\n      <system-out>${xml(says)}</system-out>\n    </testcase>\n`;
  const element = finding.outcome === 'fail' ? 'failure' : 'error';
  return `${head}>\n      <${element}${attributes({ type: finding.outcome, message: says.split('\n')[0] ?? '' })}>${xml(says)}</${element}>\n    </testcase>\n`;
}

const counts = (findings: readonly Finding[]) => ({
  tests: findings.length,
  failures: findings.filter(({ outcome }) => outcome === 'fail').length,
  errors: findings.filter(({ outcome }) => outcome === 'inconclusive').length,
});

const seconds = ({ startedAt, endedAt }: { readonly startedAt: number | null; readonly endedAt: number | null }): string =>
  startedAt === null || endedAt === null ? '0' : ((endedAt - startedAt) / 1_000).toFixed(3);
