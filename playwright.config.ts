import { defineConfig } from '@playwright/test';

/** Journeys through the real app. Those named *.live.e2e.ts need the test cluster (PILOTHOUSE_BED). */
const bed = process.env['PILOTHOUSE_BED'] !== undefined;

export default defineConfig({
  testDir: 'e2e',
  testMatch: '**/*.e2e.ts',
  testIgnore: bed ? [] : ['**/*.live.e2e.ts'],
  outputDir: 'test-results/e2e',
  workers: 1,
  timeout: 90_000,
  forbidOnly: Boolean(process.env['CI']),
  // The runtime, and with it the shapes of letters, differ by platform.
  snapshotPathTemplate: '{testDir}/pictures/{testFileName}/{arg}-{platform}{ext}',
  ignoreSnapshots: process.env['PILOTHOUSE_PICTURES'] === 'ignore',
  expect: {
    timeout: 15_000,
    toHaveScreenshot: { maxDiffPixelRatio: 0.005, threshold: 0.2, animations: 'disabled', caret: 'hide' },
  },
  use: { trace: 'retain-on-failure', screenshot: 'only-on-failure' },
  reporter: [['list'], ['json', { outputFile: process.env['PILOTHOUSE_REPORT'] ?? 'test-results/journeys.json' }]],
});
