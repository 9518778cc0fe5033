import { execFile } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { basename, delimiter, dirname, isAbsolute, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { AppError, type Failure, failure } from '../../../shared/models/failure';
import { findProgram, isProgram, pathOf } from '../lib/processes/find-program';
import type { NodeHost, ShippedNode } from './node-host';
import type { ParsedProject } from './parse-mlproject';

export type Environment = {
  /** `machine`, the folder of a virtual environment, `pilothouse`, or what the project wants and we cannot make. */
  readonly id: string;
  readonly title: string;
  readonly interpreter: string | null;
  readonly version: string | null;
  /** Put before PATH. */
  readonly bin: string | null;
  readonly failure: Failure | null;
};

/** What a command's first word comes to: a file to run, or somebody who runs scripts for us. */
export type Start = { readonly file: string } | { readonly host: NodeHost };
export type Program = { readonly environment: Environment; readonly start: Start };

export const SHIPPED = 'pilothouse';
export const MACHINE = 'machine';
const FOLDERS = ['.venv', 'venv'];
const BIN = process.platform === 'win32' ? 'Scripts' : 'bin';
const PYTHON = /^python(?:3(?:\.\d+)?)?$/;
const NODE = /^node(?:\.exe)?$/;
const ASK_MS = 5_000;
const run = promisify(execFile);

/** What can run the commands of projects on this machine. Answers of interpreters are remembered until their file changes. */
export class Environments {
  readonly #versions = new Map<string, Promise<string | null>>();

  constructor(
    private readonly env: Readonly<NodeJS.ProcessEnv>,
    private readonly shipped: ShippedNode | null,
  ) {}

  /** Those of a project, the one that is taken unless another is asked for first. */
  async of(folder: string, wants: ParsedProject['wants']): Promise<Environment[]> {
    const machine = await this.#machine();
    const own = this.shipped && {
      id: SHIPPED,
      title: `Node ${this.shipped.version}`,
      interpreter: 'program' in this.shipped ? this.shipped.program : null,
      version: this.shipped.version,
      bin: null,
      failure: null,
    };
    const wanted = wants && {
      id: wants.kind,
      title: wants.what,
      interpreter: null,
      version: null,
      bin: null,
      failure: failure('unsupported', { reason: 'environment-unsupported', values: { file: wants.what } }),
    };
    return [...FOLDERS.flatMap((name) => virtualEnvironment(folder, name)), machine, ...(own ? [own] : []), ...(wanted ? [wanted] : [])];
  }

  /**
   * Finds what starts a command: in the environment that is named, or in the first that has it.
   * @throws AppError `environment-unknown`, `environment-unsupported`, `interpreter-missing`
   */
  resolve(word: string, folder: string, environments: readonly Environment[], id: string | null): Program {
    const named = id === null ? undefined : environments.find((one) => one.id === id);
    if (id !== null && !named) throw new AppError(failure('not-found', { reason: 'environment-unknown', values: { name: id } }));
    if (named?.failure) throw new AppError(named.failure);
    for (const environment of named ? [named] : environments.filter((one) => one.failure === null)) {
      const start = this.#find(word, folder, environment);
      if (start) return { environment, start };
    }
    throw new AppError(failure('local', { reason: 'interpreter-missing', values: { program: word } }));
  }

  #find(word: string, folder: string, { id, interpreter, bin }: Environment): Start | null {
    if (NODE.test(word)) {
      const machines = id === SHIPPED ? null : findProgram('node', pathOf(this.env));
      if (machines !== null) return { file: machines };
      if (!this.shipped) return null;
      return 'program' in this.shipped ? { file: this.shipped.program } : { host: this.shipped.host };
    }
    if (id === SHIPPED) return null;
    if (PYTHON.test(word) && bin !== null) return interpreter === null ? null : { file: interpreter };
    if (word.includes('/') || isAbsolute(word)) {
      const file = resolve(folder, word);
      return isProgram(file) ? { file } : null;
    }
    const path = [bin, pathOf(this.env)].filter((part) => part !== null).join(delimiter);
    // A machine may call its Python by one name only.
    const file = findProgram(word, path) ?? (word === 'python' ? findProgram('python3', path) : null);
    return file === null ? null : { file };
  }

  async #machine(): Promise<Environment> {
    const path = pathOf(this.env);
    const python = findProgram('python3', path) ?? findProgram('python', path);
    const node = findProgram('node', path);
    const [pythonVersion, nodeVersion] = await Promise.all([python && this.versionOf(python), node && this.versionOf(node)]);
    const found = [pythonVersion && `Python ${pythonVersion}`, nodeVersion && `Node ${nodeVersion}`].filter(Boolean);
    return { id: MACHINE, title: found.join(', '), interpreter: python ?? node, version: pythonVersion ?? nodeVersion, bin: null, failure: null };
  }

  /** What a Python or Node says of itself; null where it says nothing in time. */
  async versionOf(file: string): Promise<string | null> {
    let key = file;
    try {
      key = `${file}|${statSync(file).mtimeMs}`;
    } catch {
      return null; // gone meanwhile: there is no version of it
    }
    const known = this.#versions.get(key) ?? run(file, ['--version'], { timeout: ASK_MS, env: this.env }).then(readVersion, () => null);
    this.#versions.set(key, known);
    return await known;
  }
}

const readVersion = ({ stdout, stderr }: { stdout: string; stderr: string }): string | null => /(\d+\.\d+[\w.+-]*)/.exec(`${stdout} ${stderr}`)?.[1] ?? null;

/** A folder that `python -m venv` or its like has made. */
function virtualEnvironment(folder: string, name: string): Environment[] {
  const config = join(folder, name, 'pyvenv.cfg');
  if (!existsSync(config)) return [];
  const bin = join(folder, name, BIN);
  const interpreter = [join(bin, 'python'), join(bin, 'python3'), join(bin, 'python.exe')].find(isProgram) ?? null;
  const missing = interpreter === null ? failure('local', { reason: 'interpreter-missing', values: { program: `${name}/${BIN}/python` } }) : null;
  const version = /^version(?:_info)?\s*=\s*(\d+\.\d+(?:\.\d+)?)/m.exec(readText(config))?.[1] ?? null;
  return [{ id: name, title: version === null ? name : `${name}, Python ${version}`, interpreter, version, bin, failure: missing }];
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return ''; // it is there but cannot be read: its version is not known
  }
}

/** What a child finds by PATH and by the variables that `activate` would set. */
export function environmentVariables({ bin, id }: Environment, env: Readonly<NodeJS.ProcessEnv>): Record<string, string> {
  if (bin === null) return {};
  return { PATH: `${bin}${delimiter}${pathOf(env)}`, VIRTUAL_ENV: dirname(bin), VIRTUAL_ENV_PROMPT: basename(id) };
}
