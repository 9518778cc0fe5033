import { parseArgs } from 'node:util';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { BadInput } from './exit';

const OPTIONS = {
  data: { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean' },
  connection: { type: 'string', short: 'c' },
  namespace: { type: 'string', short: 'n' },
  state: { type: 'string' },
  wait: { type: 'string' },
  yes: { type: 'boolean', short: 'y' },
  reason: { type: 'string' },
  ticket: { type: 'string' },
  'typed-name': { type: 'string' },
  full: { type: 'boolean' },
  to: { type: 'string' },
  image: { type: 'string', multiple: true },
  'model-uri': { type: 'string' },
  workspace: { type: 'string', short: 'w' },
  steps: { type: 'string' },
  'blue-green': { type: 'boolean' },
  bake: { type: 'string' },
  'error-limit': { type: 'string' },
  shadow: { type: 'string' },
  server: { type: 'string' },
  golden: { type: 'string' },
  service: { type: 'string' },
  junit: { type: 'string' },
  limit: { type: 'string' },
  port: { type: 'string' },
  host: { type: 'string' },
  certificate: { type: 'string' },
  key: { type: 'string' },
  overlap: { type: 'string' },
  param: { type: 'string', short: 'P', multiple: true },
  project: { type: 'string' },
  environment: { type: 'string' },
  name: { type: 'string' },
  'time-limit': { type: 'string' },
  of: { type: 'string' },
  verb: { type: 'string' },
  who: { type: 'string' },
  reference: { type: 'string', multiple: true },
  current: { type: 'string', multiple: true },
  columns: { type: 'string' },
  config: { type: 'string' },
  format: { type: 'string' },
  out: { type: 'string' },
  'fail-on': { type: 'string' },
  endpoint: { type: 'string' },
  region: { type: 'string' },
  ca: { type: 'string' },
  'virtual-hosted': { type: 'boolean' },
} as const;

export type Options = ReturnType<typeof parseArguments>;

/** Reads the command line. @throws BadInput with what was not understood. */
export function parseArguments(argv: readonly string[]) {
  try {
    const { values, positionals } = parseArgs({ args: argv.map(orEndless), options: OPTIONS, allowPositionals: true, strict: true });
    return { ...values, dataFolder: values.data ?? defaultDataFolder(), command: positionals[0], rest: positionals.slice(1) };
  } catch (error) {
    throw new BadInput(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

/** `--wait` alone waits as long as it takes; what follows it is its number of seconds, or something else. */
function orEndless(argument: string, at: number, all: readonly string[]): string {
  return argument === '--wait' && !/^\d+$/.test(all[at + 1] ?? '') ? '--wait=' : argument;
}

/** A whole number of an option. @throws BadInput */
export function numberOf(name: string, text: string | undefined, fallback: number): number {
  if (text === undefined) return fallback;
  if (!/^\d{1,9}$/.test(text)) throw new BadInput(`--${name} takes a whole number, not “${text}”`);
  return Number(text);
}

/** Where the desktop app of this user keeps its data, so that both see the same connections and write one ledger. */
function defaultDataFolder(): string {
  const { APPDATA, XDG_CONFIG_HOME } = process.env;
  if (process.platform === 'win32') return join(APPDATA ?? join(homedir(), 'AppData/Roaming'), 'Pilothouse', 'data');
  if (process.platform === 'darwin') return join(homedir(), 'Library/Application Support/Pilothouse/data');
  return join(XDG_CONFIG_HOME ?? join(homedir(), '.config'), 'Pilothouse', 'data');
}
