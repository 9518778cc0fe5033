import { existsSync } from 'node:fs';

type Variables = Readonly<Record<string, string | undefined>>;

/** Where the development server is, or null. A packaged app takes its page from its own bundle, whatever the environment says. */
export function readDevServer(variables: Variables, packaged: boolean): string | null {
  const address = variables['PILOTHOUSE_DEV_SERVER'];
  if (packaged || !address) return null;
  try {
    const { protocol, hostname, origin } = new URL(address);
    return protocol === 'http:' && ['127.0.0.1', 'localhost'].includes(hostname) ? origin : null;
  } catch {
    return null;
  }
}

/** Whether to print the moments of the start for a benchmark. */
export const readBench = (variables: Variables, packaged: boolean): boolean => !packaged && variables['PILOTHOUSE_BENCH'] === '1';

/** On Linux without a graphics device Chromium starts a GPU process that fails, and that costs a tenth of a second. */
export const lacksGpu = (platform: NodeJS.Platform, exists: (path: string) => boolean = existsSync): boolean => platform === 'linux' && !exists('/dev/dri');
