#!/usr/bin/env node
// The command line: every verb of the API, in plain Node, over the same backend and the same port as a window.
import { homedir } from 'node:os';
import { join } from 'node:path';
import { api, type Input, type RequestName, type WatchName } from '../../shared/api/api';
import { createClient } from '../../shared/api/client';
import { failureOf } from '../../shared/models/failure';
import { createBackend } from '../backend/backend';
import { createLog } from '../backend/lib/log';

const USAGE = `usage: pilothouse [--data <folder>] <command>
  verbs                    list what can be asked for
  request <verb> [json]    ask once, print the answer
  watch <verb> [json]      print events, one a line, until interrupted
`;
/** As sysexits.h has them, so that scripts can tell a wrong call from a failure. */
const EXIT = { ok: 0, failed: 1, usage: 64 } as const;

const isVerb = (name: string): name is keyof typeof api => Object.hasOwn(api, name);
const isRequest = (name: keyof typeof api): name is RequestName => api[name].kind === 'request';
const isWatch = (name: keyof typeof api): name is WatchName => api[name].kind === 'watch';
const print = (value: unknown) => process.stdout.write(`${JSON.stringify(value)}\n`);

/** Where the desktop app of this user keeps its data, so that both see the same connections. */
function defaultDataFolder(): string {
  const { APPDATA, XDG_CONFIG_HOME } = process.env;
  if (process.platform === 'win32') return join(APPDATA ?? join(homedir(), 'AppData/Roaming'), 'Pilothouse', 'data');
  if (process.platform === 'darwin') return join(homedir(), 'Library/Application Support/Pilothouse/data');
  return join(XDG_CONFIG_HOME ?? join(homedir(), '.config'), 'Pilothouse', 'data');
}

async function run(args: string[]): Promise<number> {
  const flag = args.indexOf('--data');
  const [dataFolder = defaultDataFolder()] = flag < 0 ? [] : args.splice(flag, 2).slice(1);
  const [command, verb = '', json = '{}'] = args;
  if (command === 'verbs') {
    for (const [name, { kind }] of Object.entries(api)) process.stdout.write(`${kind.padEnd(8)} ${name}\n`);
    return EXIT.ok;
  }
  if ((command !== 'request' && command !== 'watch') || !isVerb(verb) || (command === 'request' ? !isRequest(verb) : !isWatch(verb))) {
    process.stderr.write(USAGE);
    return EXIT.usage;
  }
  const backend = createBackend({ dataFolder, log: createLog((line) => process.stderr.write(line)) });
  const client = createClient(backend.connect());
  try {
    const input: unknown = JSON.parse(json); // the other end parses it by the verb's schema
    if (isRequest(verb)) print(await client.request(verb, input as Input<typeof verb>));
    else if (isWatch(verb))
      await new Promise<void>((done, fail) => {
        process.once('SIGINT', () => done());
        process.once('SIGTERM', () => done());
        client.watch(verb, input as Input<typeof verb>, print, (reason) => fail(new Error(JSON.stringify(reason))));
      });
    return EXIT.ok;
  } catch (error) {
    process.stderr.write(`${JSON.stringify(failureOf(error))}\n`);
    return EXIT.failed;
  } finally {
    backend.close();
  }
}

process.exitCode = await run(process.argv.slice(2));
