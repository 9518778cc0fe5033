#!/usr/bin/env node
// The command line, in plain Node, over the same backend and the same port as a window.
import { createClient } from '../../shared/api/client';
import { failureOf } from '../../shared/models/failure';
import { createBackend } from '../backend/backend';
import { createLog } from '../backend/lib/log';
import { type Options, parseArguments } from './arguments';
import { act, actionOf, planOnly } from './commands/act';
import { deliveries } from './commands/deliveries';
import { ledger } from './commands/ledger';
import { askVerb, verbs } from './commands/verbs';
import { BadInput, EXIT, type Exit } from './exit';
import { HELP } from './help';
import { failureText } from './text';
import { version } from '../../package.json';

type Command = (client: ReturnType<typeof createClient>, options: Options) => Exit | Promise<Exit>;
const COMMANDS: Readonly<Record<string, Command>> = { deliveries, plan: planOnly, ledger, verbs, request: askVerb, watch: askVerb };

async function run(argv: readonly string[]): Promise<Exit> {
  const options = parseArguments(argv);
  if (options.version) return tell(`${version}\n`);
  if (options.help || options.command === undefined || options.command === 'help') return tell(HELP);
  const command = Object.hasOwn(COMMANDS, options.command) ? COMMANDS[options.command] : actionOf(options.command) && act;
  if (!command) throw new BadInput(`there is no command “${options.command}”; see pilothouse --help`);
  const backend = createBackend({
    dataFolder: options.dataFolder,
    log: createLog((line) => void (process.env['PILOTHOUSE_LOG'] && process.stderr.write(line))),
    app: `pilothouse-cli ${version}`,
  });
  try {
    return await command(createClient(backend.connect()), options);
  } catch (error) {
    if (error instanceof BadInput) throw error;
    const failure = failureOf(error);
    if (options.json) process.stdout.write(`${JSON.stringify({ failure })}\n`);
    process.stderr.write(`pilothouse: ${failureText(failure)}\n`);
    if (failure.code === 'invalid') return EXIT.badInput;
    return failure.code === 'uncertain' ? EXIT.uncertain : EXIT.failed;
  } finally {
    backend.close();
  }
}

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
