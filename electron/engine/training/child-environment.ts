import { inheritedEnvironment } from '../lib/processes/inherited-environment';
import { MARK } from '../lib/processes/process-table';
import type { Environment } from './environments';
import { environmentVariables } from './environments';

export type Tracking = {
  readonly uri: string | null;
  readonly token: string;
  readonly run: string;
  readonly experimentId: string | null;
  readonly experiment: string;
};

/** Where services are called, with a token that opens nothing else. */
export type ServingAccess = { readonly uri: string; readonly token: string };

/** What the processes of a run are told. `serving` is null while nothing is served. */
export function childEnvironment(
  env: Readonly<NodeJS.ProcessEnv>,
  environment: Environment,
  tracking: Tracking,
  serving: ServingAccess | null,
): Record<string, string> {
  return {
    ...inheritedEnvironment(env),
    ...environmentVariables(environment, env),
    ...(tracking.uri !== null && { MLFLOW_TRACKING_URI: tracking.uri, MLFLOW_TRACKING_TOKEN: tracking.token }),
    ...(serving && { PILOTHOUSE_SERVING_URI: serving.uri, PILOTHOUSE_SERVING_TOKEN: serving.token }),
    MLFLOW_RUN_ID: tracking.run,
    ...(tracking.experimentId !== null && { MLFLOW_EXPERIMENT_ID: tracking.experimentId }),
    MLFLOW_EXPERIMENT_NAME: tracking.experiment,
    [MARK]: tracking.run,
  };
}
