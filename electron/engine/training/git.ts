import { spawn } from 'node:child_process';
import { createReadStream, createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { AppError, failure } from '../../../shared/models/failure';

const TIMEOUT_MS = 30_000;
const ANSWER_MAX_BYTES = 8 * 1024 * 1024;
const WORDS_MAX = 2_000;
/** Nothing of the user's is run or asked, and nothing is written but what a command is for. */
const QUIET = ['-c', 'core.fsmonitor=false', '-c', 'core.quotepath=false', '-c', 'diff.external=', '-c', 'core.hooksPath=/dev/null'];
const QUIET_ENV = { GIT_OPTIONAL_LOCKS: '0', GIT_TERMINAL_PROMPT: '0', LC_ALL: 'C' };
/** Of the process that we are part of: they would lead git to another repository. */
const INHERITED = ['GIT_DIR', 'GIT_WORK_TREE', 'GIT_INDEX_FILE', 'GIT_OBJECT_DIRECTORY', 'GIT_PREFIX'];

export type GitCall = {
  readonly cwd: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** A file to read from. */
  readonly input?: string;
  /** A file to write the answer to. */
  readonly output?: string;
};

/** Asks git. @returns what it printed. @throws AppError with git's own words */
export async function git({ cwd, args, env = {}, input, output }: GitCall): Promise<string> {
  const clean = Object.fromEntries(Object.entries(process.env).filter(([name]) => !INHERITED.includes(name)));
  const child = spawn('git', [...QUIET, ...args], { cwd, env: { ...clean, ...QUIET_ENV, ...env }, stdio: ['pipe', 'pipe', 'pipe'], timeout: TIMEOUT_MS });
  const answer: Buffer[] = [];
  let bytes = 0;
  let words = '';
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  child.stderr.on('data', (chunk: Buffer) => (words = (words + chunk.toString('utf8')).slice(-WORDS_MAX)));
  child.stdin.on('error', () => undefined); // it ended without reading all: its exit says why
  if (input === undefined) child.stdin.end();
  const feeding = input === undefined ? null : pipeline(createReadStream(input), child.stdin).catch(() => undefined);
  const writing = output === undefined ? null : pipeline(child.stdout, createWriteStream(output, { mode: 0o600 }));
  writing?.catch(() => child.kill('SIGKILL'));
  if (!writing)
    child.stdout.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= ANSWER_MAX_BYTES) answer.push(chunk);
      else child.kill('SIGKILL');
    });
  const refused = (text: string, cause?: unknown) => new AppError(failure('local', { text: `git ${args[0] ?? ''}: ${text}` }), { cause });
  const code = await ended.catch((error: unknown) => {
    throw refused(String(error), error);
  });
  await feeding;
  await writing?.catch((error: unknown) => {
    throw refused(String(error), error);
  });
  if (code !== 0) throw refused(bytes > ANSWER_MAX_BYTES ? 'the answer is too long' : words.trim());
  return Buffer.concat(answer).toString('utf8');
}

/** The same where a refusal is an answer: no repository, no such commit, no git. */
export async function askGit(call: GitCall): Promise<string | null> {
  try {
    return await git(call);
  } catch {
    return null; // what it means is for the caller to say
  }
}
