import { dirname, delimiter, isAbsolute, join } from 'node:path';
import { AppError, failure } from '../../../shared/models/failure';
import type { ServerCommand } from '../../../shared/models/server-command';
import { findProgram, isProgram, pathOf } from '../lib/processes/find-program';
import { inheritedEnvironment } from '../lib/processes/inherited-environment';
import { MARK } from '../lib/processes/process-table';

const BIN = process.platform === 'win32' ? 'Scripts' : 'bin';
/** Where projects keep a virtual environment of their own; it goes before the machine's programs, as it does for runs. */
const OWN = ['.venv', 'venv'];

export type Filled = { readonly file: string; readonly args: readonly string[]; readonly env: Readonly<Record<string, string>> };
export type Filling = {
  readonly command: ServerCommand;
  readonly model: string;
  readonly ports: readonly number[];
  /** Of the workspace. */
  readonly root: string;
  readonly env: Readonly<NodeJS.ProcessEnv>;
  readonly mark: string;
};

/** The program to start, its arguments and what it is told. @throws AppError `interpreter-missing` */
export function fillCommand({ command, model, ports, root, env, mark }: Filling): Filled {
  const [port = 0, port2 = 0, port3 = 0] = ports;
  const values: Readonly<Record<string, string>> = { model, host: '127.0.0.1', port: `${port}`, port2: `${port2}`, port3: `${port3}` };
  // One turn: a value that holds a brace is put in as it is.
  const fill = (text: string) => text.replace(/\{(model|host|port|port2|port3)\}/g, (_, name: string) => values[name] ?? '');
  const [program = '', ...args] = command.argv.map(fill);
  const path = [...OWN.map((name) => join(root, name, BIN)), pathOf(env)].join(delimiter);
  const file = isAbsolute(program) ? (isProgram(program) ? program : null) : program.includes('/') ? inRoot(root, program) : findProgram(program, path);
  if (file === null) throw new AppError(failure('local', { reason: 'interpreter-missing', values: { program } }));
  const own = Object.fromEntries(Object.entries(command.env).map(([name, value]) => [name, fill(value)]));
  // What a program starts by name, it finds beside itself, as in an environment that was activated.
  return { file, args, env: { ...inheritedEnvironment(env), PATH: [dirname(file), path].join(delimiter), ...own, [MARK]: mark } };
}

function inRoot(root: string, program: string): string | null {
  const file = join(root, program);
  return isProgram(file) ? file : null;
}
