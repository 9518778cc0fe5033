import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { playwrightCounts, vitestCounts } from './reports.mjs';
import { closingLine, summary } from './summary.mjs';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'reports-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const put = (report: object) => {
  const file = join(folder, 'report.json');
  writeFileSync(file, JSON.stringify(report));
  return file;
};
const vitest = (counts: object) => put({ numPassedTests: 0, numFailedTests: 0, numPendingTests: 0, numTodoTests: 0, testResults: [], ...counts });
const playwright = (stats: object, errors: object[] = []) => put({ stats: { expected: 0, unexpected: 0, flaky: 0, skipped: 0, ...stats }, errors });

test('passed and failed tests are counted, and skipped ones are said', () => {
  expect(vitestCounts(vitest({ numPassedTests: 5, numFailedTests: 2, numPendingTests: 1 }), 1)).toEqual({ passed: 5, failed: 2, notes: ['1 skipped'] });
  expect(playwrightCounts(playwright({ expected: 3, skipped: 2 }), 0)).toEqual({ passed: 3, failed: 0, notes: ['2 skipped'] });
});

test('a test that passes only at the second try is a failure', () => {
  expect(playwrightCounts(playwright({ expected: 3, flaky: 1 }), 0)).toEqual({ passed: 3, failed: 1, notes: [] });
});

test('a test file that does not load is a failure', () => {
  const report = vitest({ numPassedTests: 5, testResults: [{ name: 'a.test.ts', status: 'failed', message: 'no such import', assertionResults: [] }] });
  expect(vitestCounts(report, 1)).toEqual({ passed: 5, failed: 1, notes: ['failed: a.test.ts › the file\n    no such import'] });
});

test('a test file whose tests could not begin is a failure, with its reason', () => {
  const skipped = { fullName: 'serves', status: 'skipped', failureMessages: [] };
  const testResults = [{ name: 'a.test.ts', status: 'failed', message: 'build failed', assertionResults: [skipped] }];
  const counts = vitestCounts(vitest({ numPassedTests: 5, numPendingTests: 1, testResults }), 1);
  expect(counts).toEqual({ passed: 5, failed: 1, notes: ['1 skipped', 'failed: a.test.ts › the file\n    build failed'] });
});

test('the end of the run names each failed test and the beginning of its reason, without colours', () => {
  const long = ['\u001b[31mexpected 1\u001b[39m', ...Array.from({ length: 40 }, (_, line) => `at line ${line}`)].join('\n');
  const live = vitestCounts(
    vitest({
      numPassedTests: 1,
      numFailedTests: 1,
      testResults: [
        {
          name: 'b.test.ts',
          status: 'failed',
          assertionResults: [
            { fullName: 'holds', status: 'passed', failureMessages: [] },
            { fullName: 'heals', status: 'failed', failureMessages: [long] },
          ],
        },
      ],
    }),
    1,
  );
  expect(live.notes[0]?.split('\n').slice(0, 2)).toEqual(['failed: b.test.ts › heals', '    expected 1']);
  expect(live.notes[0]?.split('\n')).toHaveLength(13);
  const spec = { file: 'c.e2e.ts', title: 'opens', tests: [{ status: 'unexpected', results: [{ error: { message: 'no window' } }] }] };
  const report = put({ stats: { expected: 0, unexpected: 1, flaky: 0, skipped: 0 }, errors: [], suites: [{ suites: [{ specs: [spec] }] }] });
  const seen = { name: 'journeys', ...playwrightCounts(report, 1) };
  expect(summary([seen], [])).toBe('\n✗ journeys: 0 passed, 1 failed\n  failed: c.e2e.ts › opens\n    no window\n');
});

test('a runner that ends badly without a failed test has failed', () => {
  expect(vitestCounts(vitest({ numPassedTests: 5 }), 1)).toEqual({ passed: 5, failed: 1, notes: ['an error outside of the tests'] });
  expect(playwrightCounts(playwright({ expected: 2 }, [{}]), 1)).toEqual({ passed: 2, failed: 1, notes: [] });
});

test('what differed stands below the reason', () => {
  const failed = { fullName: 'group holds', status: 'failed', failureMessages: ['expected { …(3) } to match object'] };
  const report = vitest({ numFailedTests: 1, testResults: [{ name: 'a.test.ts', status: 'failed', assertionResults: [failed] }] });
  const differences = { 'a.test.ts group holds': '- 700\n\u001b[31m+ 0\u001b[39m', 'b.test.ts group holds': '- 1' };
  expect(vitestCounts(report, 1, { differences }).notes).toEqual([
    'failed: a.test.ts › group holds\n    expected { …(3) } to match object\n    - 700\n    + 0',
  ]);
});

test('what fails outside of the tests is told with its reason', () => {
  const outside = [{ where: 'a.test.ts', name: 'Error', reason: 'Worker exited unexpectedly\nat once' }];
  expect(vitestCounts(vitest({ numPassedTests: 5 }), 1, { outside })).toEqual({
    passed: 5,
    failed: 1,
    notes: ['an error outside of the tests', 'failed: a.test.ts › Error\n    Worker exited unexpectedly\n    at once'],
  });
});

test('a runner without a report has failed', () => {
  expect(vitestCounts(join(folder, 'absent.json'), 139)).toEqual({ passed: 0, failed: 1, notes: ['it ended without a report (exit 139)'] });
});

test('a stage in which no test ran is a failure in the closing line', () => {
  const silent = { name: 'unit', ...vitestCounts(vitest({}), 0) };
  expect(closingLine([{ name: 'lint', passed: 7, failed: 0 }, silent])).toBe('7 passed, 1 failed');
});
