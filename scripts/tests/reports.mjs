// Counts from the reports that the test runners leave.
import { readFileSync } from 'node:fs';
import { stripVTControlCharacters } from 'node:util';

export function parsed(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

const nothing = (code) => ({ passed: 0, failed: 1, notes: [`it ended without a report (exit ${code})`] });

/** The end of a long log may be all that is seen of a run: so the reasons stand there again, shortened. */
const REASON_LINES = 12;
function failure({ where, name, reason, difference = '' }) {
  const some = (text) => stripVTControlCharacters(text).split('\n').slice(0, REASON_LINES);
  const lines = [...some(reason), ...(difference ? some(difference) : [])];
  return [`failed: ${where} › ${name}`, ...lines.map((line) => `    ${line}`)].join('\n');
}

/** A runner that ends badly although no test failed (an error outside of tests) has one failure all the same. */
function counted({ passed, failed, skipped }, code) {
  const notes = [];
  if (skipped > 0) notes.push(`${skipped} skipped`);
  if (passed + failed === 0) notes.push('no test ran');
  const unexplained = code !== 0 && failed === 0;
  if (unexplained && passed > 0) notes.push('an error outside of the tests');
  return { passed, failed: unexplained ? 1 : failed, notes };
}

/** It did not load, or what it does before its tests failed: none of them has. */
const isFileFailure = ({ status, assertionResults = [] }) => status === 'failed' && assertionResults.every((test) => test.status !== 'failed');

const vitestFailures = ({ testResults }, differences) =>
  testResults.flatMap(({ name: where, status, message, assertionResults = [] }) => [
    ...(isFileFailure({ status, assertionResults }) ? [{ where, name: 'the file', reason: message ?? '' }] : []),
    ...assertionResults
      .filter((test) => test.status === 'failed')
      .map(({ fullName: name, failureMessages }) => ({ where, name, reason: failureMessages.join('\n'), difference: differences[`${where} ${name}`] })),
  ]);

const playwrightFailures = (suites) =>
  suites.flatMap(({ specs = [], suites: inner = [] }) => [
    ...specs.flatMap(({ file: where, title: name, tests }) =>
      tests
        .filter(({ status }) => status === 'unexpected' || status === 'flaky')
        .map(({ results }) => ({ where, name, reason: results[0]?.error?.message ?? '' })),
    ),
    ...playwrightFailures(inner),
  ]);

/**
 * @param more what `more-errors.mjs` left: what failed outside of tests (a process that died, a promise that nobody waited for), and what differed within
 * @returns {{passed: number, failed: number, notes: string[]}} of a vitest JSON report; a file whose tests could not begin is one failure
 */
export function vitestCounts(file, code, { outside = [], differences = {} } = {}) {
  const report = parsed(file);
  if (!report) return nothing(code);
  const unloadable = report.testResults.filter(isFileFailure).length;
  const skipped = report.numPendingTests + report.numTodoTests;
  const counts = counted({ passed: report.numPassedTests, failed: report.numFailedTests + unloadable, skipped }, code);
  return { ...counts, notes: [...counts.notes, ...[...vitestFailures(report, differences), ...outside].map(failure)] };
}

/** @returns {{passed: number, failed: number, notes: string[]}} of a Playwright JSON report; an error outside of tests is one failure each */
export function playwrightCounts(file, code) {
  const report = parsed(file);
  if (!report) return nothing(code);
  const { expected, unexpected, flaky, skipped } = report.stats;
  const counts = counted({ passed: expected, failed: unexpected + flaky + report.errors.length, skipped }, code);
  return { ...counts, notes: [...counts.notes, ...playwrightFailures(report.suites ?? []).map(failure)] };
}
