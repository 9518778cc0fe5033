import { expect, test } from 'vitest';
import { childEnvironment } from './child-environment';
import type { Environment } from './environments';

const TRACKING = { uri: 'http://127.0.0.1:1', token: 'own', run: 'a', experimentId: null, experiment: 'e' };
const environment: Environment = { id: 'pilothouse', title: 'Node', interpreter: null, version: null, bin: null, failure: null };

test('while something is served, a run is told where, with a token for that alone; what its parent had of that is left out', () => {
  const parent = { PILOTHOUSE_SERVING_URI: 'http://elsewhere', PILOTHOUSE_SERVING_TOKEN: 'of another', KEPT: 'yes' };
  expect(childEnvironment(parent, environment, TRACKING, { uri: 'http://127.0.0.1:2', token: 'calls' })).toMatchObject({
    KEPT: 'yes',
    MLFLOW_TRACKING_TOKEN: 'own',
    PILOTHOUSE_SERVING_URI: 'http://127.0.0.1:2',
    PILOTHOUSE_SERVING_TOKEN: 'calls',
  });
  expect(Object.keys(childEnvironment(parent, environment, TRACKING, null)).filter((name) => name.startsWith('PILOTHOUSE_SERVING'))).toEqual([]);
});
