/** Ours, and those that would lead a client elsewhere or let it sign in as somebody else. */
const LEFT_OUT = /^(?:ELECTRON_|PILOTHOUSE_|MLFLOW_(?:TRACKING|RUN|EXPERIMENT|REGISTRY)_|CHROME_DESKTOP$|VITEST|NODE_CHANNEL_|ORIGINAL_XDG_)/;
const LOOPBACK = ['127.0.0.1', 'localhost'];

/** What a process that we start for the user has of our own environment. */
export function inheritedEnvironment(env: Readonly<NodeJS.ProcessEnv>): Record<string, string> {
  const own = Object.fromEntries(Object.entries(env).flatMap(([name, value]) => (value === undefined || LEFT_OUT.test(name) ? [] : [[name, value] as const])));
  // A proxy would be asked for our address too.
  const proxies = Object.fromEntries(['NO_PROXY', 'no_proxy'].map((name) => [name, [own[name], ...LOOPBACK].filter(Boolean).join(',')]));
  return {
    PYTHONUNBUFFERED: '1', // else lines wait until a buffer is full
    ...own,
    ...proxies,
  };
}
