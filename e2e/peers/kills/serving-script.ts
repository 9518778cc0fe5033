import type { ReleasePlan } from '../../../shared/models/service';

// Of `services-stage.ts`, told apart from it: an app is built from this, and must not bring the stage along.
export const MODEL_NAME = 'echo';
export const SERVICE_NAME = 'ranker';
/** Those that answer. */
export const VERSIONS = [1, 2] as const;
/** Nothing moves by itself: what the record says is what was asked. */
export const EVERY_STEP: ReleasePlan = {
  strategy: 'canary',
  steps: [
    { weight: 20, seconds: null },
    { weight: 50, seconds: null },
  ],
  bakeSeconds: 600,
  errorLimit: null,
  shadow: 0,
};
