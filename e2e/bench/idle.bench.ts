// What fifteen quiet connections cost the backend.
import { setTimeout as sleep } from 'node:timers/promises';
import { startReplayProcess } from '../peers/replay/replay-process';
import { serveBackend, startBackendActor } from './backend-role';
import { median, report } from './figures';
import { role } from './roles';

const CONNECTIONS = 15;
const OBJECTS = 200;
const SETTLE_MS = 5_000;
const SAMPLE_MS = 10_000;
const SAMPLES = 5;
const LIMIT_PERCENT = 2;
/** Real servers send them about once a minute. */
const BOOKMARK_MS = 60_000;

async function main(): Promise<void> {
  const replays = await Promise.all(Array.from({ length: CONNECTIONS }, () => startReplayProcess({ objects: OBJECTS, bookmarkMs: BOOKMARK_MS })));
  const backend = await startBackendActor(replays.map(({ kubeconfig }, index) => kubeconfig.replaceAll('"replay"', `"replay-${index}"`)));
  const { rows } = await backend.connect(CONNECTIONS * OBJECTS);
  await sleep(SETTLE_MS);
  const percents: number[] = [];
  for (let sample = 0; sample < SAMPLES; sample++) {
    const [before, at] = [await backend.usage(), performance.now()];
    await sleep(SAMPLE_MS);
    percents.push(((await backend.usage()).cpuMs - before.cpuMs) / ((performance.now() - at) / 100));
  }
  report(
    `${CONNECTIONS} idle connections of ${OBJECTS} Deployments each (${rows} rows), backend alone`,
    [{ what: 'part of one core, %', value: `${median(percents).toFixed(2)} %`, measured: median(percents), limit: LIMIT_PERCENT }],
    [`samples of ${SAMPLE_MS / 1000} s: ${percents.map((percent) => percent.toFixed(2)).join(' ')}`],
  );
  await backend.stop();
  for (const replay of replays) await replay.stop();
}

if (role() === 'backend') serveBackend();
else await main();
