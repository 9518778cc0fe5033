import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

/** `*.test.ts` runs anywhere; `*.live.test.ts` needs the test bed (scripts/run.mjs test:live sets PILOTHOUSE_BED). */
const live = process.env['PILOTHOUSE_LIVE'] === '1';
/** `*.mlflow.live.test.ts` needs the real MLflow besides, which needs Python: left out, and said so, where that is not there. */
const hasMlflow = (process.env['PILOTHOUSE_MLFLOW'] ?? '') !== '';

export default defineConfig({
  test: {
    environment: 'node',
    include: live ? ['{shared,electron,renderer,e2e}/**/*.live.test.ts'] : ['{shared,electron,renderer,e2e,scripts}/**/*.test.{ts,tsx}'],
    exclude: ['**/node_modules/**', ...(live ? [] : ['**/*.live.test.ts']), ...(hasMlflow ? [] : ['**/*.mlflow.live.test.ts'])],
    globalSetup: live ? [] : ['e2e/hold-onnx-runtime.ts'],
    testTimeout: live ? 60_000 : 15_000,
    // Most of a live test is waiting for a silence to be noticed, and much of a unit test is loading: more of them than cores.
    pool: live ? 'forks' : 'threads',
    maxWorkers: live ? 4 : Math.max(3, availableParallelism()),
  },
});
