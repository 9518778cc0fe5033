import { randomBytes } from 'node:crypto';
import { userInfo } from 'node:os';
import { isAbsolute } from 'node:path';
import { runProgram } from './credentials/exec-process';

export type LoginPathOptions = { readonly env: Readonly<NodeJS.ProcessEnv>; readonly homeDir: string; readonly timeoutMs?: number };

const TIMEOUT_MS = 5_000;
/** Start-up files may print a lot; the marked part is what is wanted. */
const OUTPUT_BYTES = 1024 * 1024;

/**
 * An app that is started from a desktop gets a poor PATH, without what the login shell adds. This asks the login shell for
 * its PATH: once, and only when the app was started from a desktop or a program is missing. Null when there is nothing to ask.
 */
export function createLoginPath({ env, homeDir, timeoutMs = TIMEOUT_MS }: LoginPathOptions): (isMissing: boolean) => Promise<string | null> {
  let asked: Promise<string | null> | null = null;
  return async (isMissing) => {
    if (process.platform === 'win32' || !(isMissing || isStartedFromDesktop(env))) return null;
    asked ??= askShell(env, homeDir, timeoutMs);
    return await asked;
  };
}

/** Shells count how deep they are, and terminals name themselves; a desktop does neither. */
function isStartedFromDesktop(env: Readonly<NodeJS.ProcessEnv>): boolean {
  return env['SHLVL'] === undefined && env['TERM'] === undefined;
}

async function askShell(env: Readonly<NodeJS.ProcessEnv>, homeDir: string, timeoutMs: number): Promise<string | null> {
  const shell = env['SHELL'] || shellOfUser();
  if (!isAbsolute(shell)) return null;
  const mark = `pilothouse-${randomBytes(12).toString('hex')}`;
  // `env` prints PATH as programs get it, whatever the syntax of the shell. The mark is ours, and holds nothing to interpret.
  const script = `echo ${mark}; /usr/bin/env; echo ${mark}`;
  // Without a terminal, oh-my-zsh must not ask whether it may update itself.
  const shellEnv = { ...env, TERM: 'dumb', DISABLE_AUTO_UPDATE: 'true' };
  const limits = { timeoutMs, stdoutBytes: OUTPUT_BYTES, stderrBytes: 1024 };
  const outcome = await runProgram(shell, ['-ilc', script], shellEnv, homeDir, limits, new AbortController().signal);
  const marked = outcome.stdout.split(`${mark}\n`)[1] ?? '';
  return /^PATH=(.+)$/m.exec(marked)?.[1] ?? null;
}

function shellOfUser(): string {
  try {
    return userInfo().shell ?? '';
  } catch {
    return '';
  }
}
