import type { Environment } from './environments';
import { environmentVariables } from './environments';
import { MARK } from './process-table';

/** Ours, and those that would lead a client elsewhere or let it sign in as somebody else. */
const LEFT_OUT = /^(?:ELECTRON_|PILOTHOUSE_|MLFLOW_(?:TRACKING|RUN|EXPERIMENT|REGISTRY)_|CHROME_DESKTOP$|VITEST|NODE_CHANNEL_|ORIGINAL_XDG_)/;
const LOOPBACK = ['127.0.0.1', 'localhost'];

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
  const inherited = Object.entries(env).flatMap(([name, value]) => (value === undefined || LEFT_OUT.test(name) ? [] : [[name, value] as const]));
  const own = Object.fromEntries(inherited);
  // A proxy would be asked for our address too.
  const proxies = Object.fromEntries(['NO_PROXY', 'no_proxy'].map((name) => [name, [own[name], ...LOOPBACK].filter(Boolean).join(',')]));
  return {
    PYTHONUNBUFFERED: '1', // else lines wait until a buffer is full
    ...own,
    ...environmentVariables(environment, env),
    ...proxies,
    ...(tracking.uri !== null && { MLFLOW_TRACKING_URI: tracking.uri, MLFLOW_TRACKING_TOKEN: tracking.token }),
    ...(serving && { PILOTHOUSE_SERVING_URI: serving.uri, PILOTHOUSE_SERVING_TOKEN: serving.token }),
    MLFLOW_RUN_ID: tracking.run,
    ...(tracking.experimentId !== null && { MLFLOW_EXPERIMENT_ID: tracking.experimentId }),
    MLFLOW_EXPERIMENT_NAME: tracking.experiment,
    [MARK]: tracking.run,
  };
}
