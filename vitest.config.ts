import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** `*.test.ts` runs anywhere; `*.live.test.ts` needs the test bed (scripts/run.mjs test:live sets PILOTHOUSE_BED). */
const live = process.env['PILOTHOUSE_LIVE'] === '1';
/** `*.mlflow.live.test.ts` needs the real MLflow besides, which needs Python: left out, and said so, where that is not there. */
const hasMlflow = (process.env['PILOTHOUSE_MLFLOW'] ?? '') !== '';
/** `*.evidently.live.test.ts` needs scipy and Evidently likewise. */
const hasEvidently = (process.env['PILOTHOUSE_DRIFT_PEER'] ?? '') !== '';

/**
 * Begun first, by how long they took when this was written: begun last, one would run alone at the end. Of the live ones, those that
 * mostly wait stand between those that compute, so that neither kind is left for the end.
 */
const FIRST = [
  'server-killed.live',
  'truth.live',
  'real-servers.mlflow.live',
  'against-others.evidently.live',
  'deployments.live',
  'rollouts.live',
  'actions/actions.live',
  'argo-rollouts/actions.live',
  'deployments/inspect.live',
  'bed.live',
  'silent-link.live',
  'deployments/actions.live',
  'commands.live',
  'stages/stages',
  'services-killed',
  'bad-input',
  'workspaces',
  'local',
  'serving',
  'killed',
].map((name) => `/${name}.test.ts`);

class InTurn extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const turn = ({ moduleId }: TestSpecification) => {
      const index = FIRST.findIndex((name) => moduleId.endsWith(name));
      return index === -1 ? FIRST.length : index;
    };
    // oxlint-disable-next-line unicorn/no-array-sort -- it is no array
    return (await super.sort(files)).toSorted((one, other) => turn(one) - turn(other));
  }
}

export default defineConfig({
  test: {
    environment: 'node',
    include: live ? ['{shared,electron,renderer,e2e}/**/*.live.test.ts'] : ['{shared,electron,renderer,e2e,scripts}/**/*.test.{ts,tsx}'],
    exclude: [
      '**/node_modules/**',
      ...(live ? [] : ['**/*.live.test.ts']),
      ...(hasMlflow ? [] : ['**/*.mlflow.live.test.ts']),
      ...(hasEvidently ? [] : ['**/*.evidently.live.test.ts']),
    ],
    // Processes, not threads: a native library that fails takes its own file of tests with it, and not the report of all.
    pool: 'forks',
    testTimeout: live ? 60_000 : 15_000,
    // Most of a live test is waiting for a silence to be noticed, and much of a unit test is loading: more of them than cores.
    sequence: { sequencer: InTurn },
    maxWorkers: live ? 5 : Math.max(3, availableParallelism()),
  },
});
