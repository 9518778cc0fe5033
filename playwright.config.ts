import { defineConfig } from '@playwright/test';

/** Journeys through the real app. Those named *.live.e2e.ts need the test cluster (PILOTHOUSE_BED), *.mlflow.e2e.ts the MLflow client (PILOTHOUSE_MLFLOW). */
const left = [
  ...(process.env['PILOTHOUSE_BED'] === undefined ? ['**/*.live.e2e.ts'] : []),
  ...(process.env['PILOTHOUSE_MLFLOW'] === undefined ? ['**/*.mlflow.e2e.ts'] : []),
];

/** Each takes half a minute or more, much of it real waiting for what is to be noticed. Begun last, one would run alone at the end. */
const LONG = [
  'every-state',
  'every-workspace-screen',
  'every-service-screen',
  'what-waits',
  'sample-alive',
  'truth-in-the-window',
  'every-screen',
  'serve-a-model',
  'open-a-workspace',
  'refused',
  'gallery',
].map((name) => `**/${name}{,.live}.e2e.ts`);

const moreDisplays: unknown = JSON.parse(process.env['PILOTHOUSE_MORE_DISPLAYS'] ?? '[]');

export default defineConfig({
  testDir: 'e2e',
  // Unnamed, so that they differ in nothing but their turn.
  projects: [
    { testMatch: LONG, testIgnore: left },
    { testMatch: '**/*.e2e.ts', testIgnore: [...LONG, ...left] },
  ],
  outputDir: 'test-results/e2e',
  preserveOutput: 'failures-only',
  // As many as there are displays (scripts/tests.mjs): focus and clipboard belong to one.
  workers: 1 + (Array.isArray(moreDisplays) ? moreDisplays.length : 0),
  timeout: 90_000,
  forbidOnly: Boolean(process.env['CI']),
  // The runtime, and with it the shapes of letters, differ by platform.
  snapshotPathTemplate: '{testDir}/pictures/{testFileName}/{arg}-{platform}{ext}',
  ignoreSnapshots: process.env['PILOTHOUSE_PICTURES'] === 'ignore',
  expect: {
    timeout: 15_000,
    toHaveScreenshot: { maxDiffPixelRatio: 0.005, threshold: 0.2, animations: 'disabled', caret: 'hide' },
  },
  // The picture and the trace of the window come from e2e/evidence.ts; this one tells the steps of the test.
  use: { trace: 'retain-on-failure' },
  reporter: [['list'], ['json', { outputFile: process.env['PILOTHOUSE_REPORT'] ?? 'test-results/journeys.json' }]],
});
