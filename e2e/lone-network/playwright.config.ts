import { defineConfig } from '@playwright/test';

/** Started by journeys/nothing-leaves.live.e2e.ts inside a network of its own; nothing else runs it. */
export default defineConfig({
  testDir: '.',
  testMatch: '*.alone.ts',
  outputDir: '../../test-results/lone-network',
  preserveOutput: 'failures-only',
  workers: 1,
  timeout: 120_000,
  expect: { timeout: 20_000 },
  reporter: [['list']],
});
