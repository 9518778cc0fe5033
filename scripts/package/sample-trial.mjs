// Opens the sample workspace in a packaged app by its buttons, has its months judged, trains there, registers what came of it, serves it, and has its
// bytes checked. The machine has no Node for that run: the app runs it on its own runtime. Run by scripts/package.mjs: `sample-trial.mjs <folder of a trial copy>`.
import { setTimeout as sleep } from 'node:timers/promises';
import { join } from 'node:path';
import { testIdentity } from '../desktop/identity.mjs';
import { flipFuses } from '../setup/fuses.mjs';
import { tryBytes } from './bytes-trial.mjs';
import { openInspector } from './inspector.mjs';
import { tryServing } from './serve-trial.mjs';
import { startApp } from './smoke.mjs';

const MODEL = 'late-arrival';
const STEP_TIMEOUT_MS = 60_000;
const POLL_MS = 200;

/** Runs in the page. What a person could press now, by its exact words without its keys. */
const PRESS = `(text) => {
  const words = (each) => {
    const own = each.cloneNode(true);
    for (const key of own.querySelectorAll('kbd')) key.remove();
    return own.textContent;
  };
  const named = (each) => (each.getAttribute('aria-label') ?? words(each)).trim() === text;
  const free = (each) => !each.disabled && each.getAttribute('aria-disabled') !== 'true' && each.getClientRects().length > 0;
  const found = [...document.querySelectorAll('[role=dialog] button, nav a, button')].find((each) => named(each) && free(each));
  found?.click();
  return found !== undefined;
}`;
const FOCUS = `(label) => {
  const found = [...document.querySelectorAll('label')].find((each) => each.textContent.trim() === label)?.control;
  found?.focus();
  return found != null;
}`;
const GO = `(hash) => void (window.location.hash = hash)`;
const SAYS = `(pattern) => new RegExp(pattern).test(document.querySelector('main')?.innerText ?? '')`;

/** The window of the app, as far as this trial needs it. */
function windowOf(evaluate, log) {
  const contents = `require('electron').BrowserWindow.getAllWindows()[0].webContents`;
  const inPage = (script, value) => evaluate(`${contents}.executeJavaScript(${JSON.stringify(`(${script})(${JSON.stringify(value)})`)}, true)`);
  const until = async (what, look) => {
    for (const end = Date.now() + STEP_TIMEOUT_MS; !(await look()); await sleep(POLL_MS))
      if (Date.now() > end)
        throw new Error(
          `${what}: not within ${STEP_TIMEOUT_MS / 1_000} s. The page says:\n${await inPage('() => document.body.innerText')}\nThe shell says:\n${log()}`,
        );
  };
  return {
    press: (text) => until(`“${text}” can be pressed`, () => inPage(PRESS, text)),
    go: (hash) => inPage(GO, hash),
    says: (pattern) => until(`the page says ${pattern}`, () => inPage(SAYS, pattern)),
    async fill(label, text) {
      await until(`“${label}” can be filled in`, () => inPage(FOCUS, label));
      await evaluate(`${contents}.insertText(${JSON.stringify(text)})`);
    },
  };
}

async function trial(folder) {
  const executable = join(folder, 'pilothouse');
  flipFuses(executable, { nodeCliInspect: true }); // in this copy alone, so that its buttons can be pressed from here
  const identity = testIdentity();
  const app = await startApp(executable, identity, { before: ['/usr/bin/env', 'PATH=/nowhere'] });
  let letGo = () => undefined;
  try {
    const { evaluate, close } = await openInspector(() => app.signal('SIGUSR1'));
    letGo = close;
    const window = windowOf(evaluate, app.log);
    const { press, go, says, fill } = window;
    await press('Open the sample workspace');
    await says('Log from your own code');
    await go('#/drift'); // judged by DuckDB in a thread of its own
    await says('\\b[1-9]\\d* drifted');
    await press('Training');
    await press('Start a run');
    await press('Start');
    await says('\\bfinished\\b');
    if (!app.log().includes('a script was started')) throw new Error(`The run did not go by the runtime of the app:\n${app.log()}`);
    await press('Register version…');
    await fill('Model', MODEL);
    await press('Register');
    await says('sha256:[a-f0-9]{64}');
    const of = { folder: join(identity.home, 'Pilothouse sample'), model: MODEL };
    await tryServing(identity, of);
    await tryBytes(window, identity, of);
  } finally {
    letGo(); // an app that is being debugged does not end
    await app.quit();
  }
}

await trial(process.argv[2]).catch((error) => {
  console.error(error.message);
  process.exitCode = 1;
});
