// Starts a packaged app as a user without rights, waits for its window, and asks it to quit.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openWindowed } from '../desktop/windowed.mjs';

const WINDOW_TIMEOUT_MS = 60_000;
const QUIT_TIMEOUT_MS = 15_000;
const POLL_MS = 100;
/** What the shell logs when the page has connected to the backend and drawn what it sent. */
const USABLE = 'the window can be used';

function logOf(userData) {
  try {
    return readFileSync(join(userData, 'logs', 'main.log'), 'utf8');
  } catch {
    return ''; // not written yet
  }
}

/**
 * Starts a packaged app and resolves when its window can be used.
 * @param {string} executable
 * @param {import('../desktop/identity.mjs').Identity} identity who starts it
 * @param {{before?: string[]}} [options] what stands before it on the command line, such as env
 */
export async function startApp(executable, identity, { before = [] } = {}) {
  const userData = join(identity.home, `data-${Date.now()}`);
  const command = [...before, executable, `--user-data-dir=${userData}`];
  const { child, ended, stop } = await openWindowed(identity, command, { ...process.env }, { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text) => (said += text));
  const failed = (what) => new Error(`${executable} ${what}.\nIts log:\n${logOf(userData).slice(-2_000)}\nIts messages:\n${said.slice(-2_000)}`);

  const gone = ended.then(() => true);
  for (const until = Date.now() + WINDOW_TIMEOUT_MS; !logOf(userData).includes(USABLE); ) {
    if (await Promise.race([gone, sleep(POLL_MS, false)])) throw failed('ended before its window could be used');
    if (Date.now() > until) {
      stop();
      throw failed(`had no usable window after ${WINDOW_TIMEOUT_MS / 1_000} s`);
    }
  }
  return {
    log: () => logOf(userData),
    signal: (name) => child.kill(name),
    async quit() {
      child.kill('SIGTERM');
      if (await Promise.race([gone, sleep(QUIT_TIMEOUT_MS, false)])) return;
      stop();
      throw failed(`did not quit within ${QUIT_TIMEOUT_MS / 1_000} s of SIGTERM`);
    },
  };
}

/** It starts, shows its window, and quits when asked. */
export async function smoke(executable, identity) {
  const app = await startApp(executable, identity);
  await app.quit();
}
