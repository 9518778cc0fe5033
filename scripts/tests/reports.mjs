// Counts from the reports that the test runners leave.
import { readFileSync } from 'node:fs';

function parsed(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

const nothing = { passed: 0, failed: 1, notes: ['it ended without a report'] };

/** A runner that ends badly although no test failed (an error outside of tests) has one failure all the same. */
function counted({ passed, failed, skipped }, code) {
  const notes = [];
  if (skipped > 0) notes.push(`${skipped} skipped`);
  if (passed + failed === 0) notes.push('no test ran');
  const unexplained = code !== 0 && failed === 0;
  if (unexplained && passed > 0) notes.push('an error outside of the tests');
  return { passed, failed: unexplained ? 1 : failed, notes };
}

/** @returns {{passed: number, failed: number, notes: string[]}} of a vitest JSON report; a file that does not load is one failure */
export function vitestCounts(file, code) {
  const report = parsed(file);
  if (!report) return nothing;
  const unloadable = report.testResults.filter(({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0).length;
  const skipped = report.numPendingTests + report.numTodoTests;
  return counted({ passed: report.numPassedTests, failed: report.numFailedTests + unloadable, skipped }, code);
}

/** @returns {{passed: number, failed: number, notes: string[]}} of a Playwright JSON report; an error outside of tests is one failure each */
export function playwrightCounts(file, code) {
  const report = parsed(file);
  if (!report) return nothing;
  const { expected, unexpected, flaky, skipped } = report.stats;
  return counted({ passed: expected, failed: unexpected + flaky + report.errors.length, skipped }, code);
}
