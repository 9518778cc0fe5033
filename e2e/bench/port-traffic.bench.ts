// Round trips and a flood of rows between page and backend, against a bare port of the same runtime.
import type { Page } from '@playwright/test';
import { PORT_MESSAGE } from '../../shared/api/shell-channels';
import { startReplayProcess } from '../peers/replay/replay-process';
import { startApp } from './app-process';
import { interleave, median, ms, report, spread } from './figures';
import { pipeApp } from './pipe-app';
import { usedProfile } from './profile';

const ROWS = 50_000;
const CALLS = 300;
/** Each lasts 40 ms, and meets whatever the machine does just then. */
const RUNS = 21;
const LIMIT = 1.3;
const CALL = { verb: 'views.list', input: { screen: 'deliveries' } };
const FIELDS = ['name', 'namespace', 'state', 'reason', 'images', 'replicas'];

/**
 * Puts a port of our own on the window, one for all runs: the shell gives a page only so many. Its listener has to be there
 * before the page's, which closes ports that it did not ask for.
 */
async function openPort(page: Page): Promise<void> {
  await page.context().addInitScript(`
    window.addEventListener('message', (event) => {
      if (!window.wantsPort || event.data !== ${JSON.stringify(PORT_MESSAGE)} || !event.ports[0]) return;
      window.wantsPort = false;
      event.stopImmediatePropagation();
      window.benchPort = event.ports[0];
    });`);
  await page.reload();
  await page.evaluate('window.wantsPort = true; window.bridge.connect();');
  await page.waitForFunction('window.benchPort');
}

const replay = await startReplayProcess({ objects: ROWS });
const profile = await usedProfile(replay.kubeconfig, ROWS);
const pipe = pipeApp();
const app = await startApp(profile);
const bare = await startApp({ folder: `${pipe.folder}/profile`, env: {}, remove: () => undefined }, pipe.folder);
try {
  await Promise.all([openPort(app.page), openPort(bare.page)]);
  await app.page.getByText(/50,000 deliveries/).waitFor();
  const trips = await interleave({ app: () => roundTrip(app.page), bare: () => roundTrip(bare.page) }, { runs: RUNS });
  const floods = await interleave({ app: () => flood(app.page), bare: () => flood(bare.page) }, { runs: RUNS });
  report(
    'Traffic between page and backend',
    [
      {
        what: `round trip of ${CALL.verb}, mean of ${CALLS}`,
        value: spread(trips.app),
        floor: `${spread(trips.bare)} bare`,
        measured: median(trips.app) / median(trips.bare),
        limit: LIMIT,
      },
      {
        what: `${ROWS.toLocaleString('en')} rows, opened → last`,
        value: spread(floods.app),
        floor: `${spread(floods.bare)} bare`,
        measured: median(floods.app) / median(floods.bare),
        limit: LIMIT,
      },
    ],
    [`per row ${ms(median(floods.app) / ROWS)} against ${ms(median(floods.bare) / ROWS)}`],
  );
} finally {
  await bare.stop();
  await app.stop();
  profile.remove();
  pipe.remove();
  await replay.stop();
}

async function roundTrip(page: Page): Promise<number> {
  const script = `(async () => {
    const port = window.benchPort;
    const began = performance.now();
    for (let id = 0; id < ${CALLS}; id++) {
      await new Promise((resolve, reject) => {
        port.onmessage = ({ data }) => (data.type === 'answer' ? resolve() : reject(new Error(JSON.stringify(data))));
        port.postMessage({ type: 'call', id, ...${JSON.stringify(CALL)} });
      });
    }
    return (performance.now() - began) / ${CALLS}; // the page's clock is too coarse for one
  })()`;
  return Number(await page.evaluate(script));
}

async function flood(page: Page): Promise<number> {
  const input = { kind: 'delivery', fields: FIELDS };
  const script = `(async () => {
    const port = window.benchPort;
    const rows = new Map();
    const id = 1_000_000 + Math.floor(Math.random() * 1_000_000);
    const began = performance.now();
    await new Promise((resolve, reject) => {
      port.onmessage = ({ data }) => {
        if (data.id !== id) return; // of an earlier run
        if (data.type === 'failure') return reject(new Error(JSON.stringify(data)));
        for (const delta of data.value.put) rows.set(delta.id, delta.fields);
        port.postMessage({ type: 'ack', id });
        if (data.value.complete && rows.size >= ${ROWS}) resolve();
      };
      port.postMessage({ type: 'open', id, verb: 'entities.watch', input: ${JSON.stringify(input)} });
    });
    const took = performance.now() - began;
    port.postMessage({ type: 'cancel', id });
    return took;
  })()`;
  return Number(await page.evaluate(script));
}
