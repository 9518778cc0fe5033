#!/usr/bin/env node
// The command line, in plain Node, over the same backend and the same port as a window.
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { createClient } from '../../shared/api/client';
import { failureOf } from '../../shared/models/failure';
import { type Backend, createBackend } from '../backend/backend';
import { createLog } from '../backend/lib/log';
import { numberOf, type Options, parseArguments } from './arguments';
import { act, actionOf, planOnly } from './commands/act';
import { alias } from './commands/alias';
import { check } from './commands/check';
import { data } from './commands/data';
import { deliveries } from './commands/deliveries';
import { ledger } from './commands/ledger';
import { lineage } from './commands/lineage';
import { models } from './commands/models';
import { release } from './commands/release';
import { runEntry } from './commands/run';
import { runs } from './commands/runs';
import { services } from './commands/services';
import { up } from './commands/up';
import { askVerb, verbs } from './commands/verbs';
import { createEngineForker, type EngineForker } from './engine-forker';
import { BadInput, EXIT, exitOf, type Exit } from './exit';
import { HELP } from './help';
import { failureText } from './text';
import { openWorkspace } from './workspace';
import { version } from '../../package.json';

type Command = (client: ReturnType<typeof createClient>, options: Options) => Exit | Promise<Exit>;
const COMMANDS: Readonly<Record<string, Command>> = { deliveries, plan: planOnly, ledger, verbs, request: askVerb, watch: askVerb };
/** Those that work in the workspace of a folder. */
type WorkspaceCommand = (backend: Backend, engines: EngineForker, options: Options) => Promise<Exit>;
const ON_WORKSPACE: Readonly<Record<string, WorkspaceCommand>> = { run: runEntry, runs, data, models, alias, lineage, check, release, services };

/** The status where standard output cannot be written: of drift, 1 would be a verdict. */
let unprinted: Exit = EXIT.failed;
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // Whoever reads has had enough, as `head` has: what came of the command stands.
  if (error.code === 'EPIPE') return;
  process.stderr.write(`pilothouse: ${error.message}\n`);
  process.exit(unprinted);
});

async function run(argv: readonly string[]): Promise<Exit> {
  const options = parseArguments(argv);
  if (options.version) return tell(`${version}\n`);
  if (options.help || options.command === undefined || options.command === 'help') return tell(HELP);
  if (options.command === 'drift') {
    unprinted = EXIT.badInput;
    // It needs nothing of the app, and starts without it.
    return (await import('./commands/drift')).drift(options);
  }
  const isUp = options.command === 'up';
  const command = Object.hasOwn(COMMANDS, options.command) ? COMMANDS[options.command] : actionOf(options.command) && act;
  const onWorkspace = Object.hasOwn(ON_WORKSPACE, options.command) ? ON_WORKSPACE[options.command] : undefined;
  if (!command && !onWorkspace && !isUp) throw new BadInput(`there is no command “${options.command}”; see pilothouse --help`);
  const owner = randomUUID();
  const engines = createEngineForker({
    by: isUp ? 'pilothouse up' : 'a pilothouse command',
    owner,
    port: isUp ? portOf(options.port) : null,
    sealFile: join(options.dataFolder, 'seal-key'),
  });
  const backend = createBackend({
    startEngine: engines.start,
    owner,
    rememberWorkspaces: false,
    handOver: (token) => void tell(`${options.json ? JSON.stringify({ token }) : token}\n`),
    dataFolder: options.dataFolder,
    log: createLog((line) => void (process.env['PILOTHOUSE_LOG'] && process.stderr.write(line))),
    app: `pilothouse-cli ${version}`,
  });
  try {
    if (onWorkspace) return await onWorkspace(backend, engines, options);
    if (!command) return await up(backend, engines, options.rest);
    if (options.workspace !== undefined) return await inWorkspace(backend, engines, options, command);
    return await command(createClient(backend.connect()), options);
  } catch (error) {
    if (error instanceof BadInput) throw error;
    const failure = failureOf(error);
    if (options.json) process.stdout.write(`${JSON.stringify({ failure })}\n`);
    process.stderr.write(`pilothouse: ${failureText(failure)}\n`);
    return exitOf(failure);
  } finally {
    await backend.end();
  }
}

/** The command sees the deliveries of that workspace. */
async function inWorkspace(backend: Backend, engines: EngineForker, options: Options, command: Command): Promise<Exit> {
  const workspace = await openWorkspace(backend, engines, options.workspace ?? '.');
  try {
    return await command(workspace.client, options);
  } finally {
    await workspace.leave(false);
  }
}

function portOf(text: string | undefined): number | null {
  if (text === undefined) return null;
  const port = numberOf('port', text, 0);
  if (port < PORT_MIN || port > PORT_MAX) throw new BadInput(`--port takes ${PORT_MIN} to ${PORT_MAX}, not “${text}”`);
  return port;
}
const PORT_MIN = 1_024;
const PORT_MAX = 65_535;

function tell(text: string): Exit {
  process.stdout.write(text);
  return EXIT.done;
}

try {
  process.exitCode = await run(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof BadInput)) throw error;
  process.stderr.write(`pilothouse: ${error.message}\n`);
  process.exitCode = EXIT.badInput;
}
