// Memory of the backend over an empty process of the same runtime, at rest and after a storm.
import { setTimeout as sleep } from 'node:timers/promises';
import { startReplayProcess } from '../peers/replay/replay-process';
import { serveBackend, serveEmpty, startBackendActor, startEmptyActor, type Usage } from './backend-role';
import { median, megabytes, report } from './figures';
import { role } from './roles';

const OBJECTS = 20_000;
const RUNS = 3;
const SETTLE_MS = 3_000;
const LIMIT_MB = 250;
const MB = 2 ** 20;
const STORM = { eventsPerSecond: 5_000, seconds: 10 };
/** The first warms the heap up, the others must not add to it. */
const STORMS = 4;
const FLAT = 1.15;

async function main(): Promise<void> {
  const replay = await startReplayProcess({ objects: OBJECTS });
  const samples: { empty: number; none: number; full: number }[] = [];
  const storms: number[] = [];
  for (let run = 0; run < RUNS; run++) {
    const empty = await startEmptyActor();
    const none = await startBackendActor([]);
    const full = await startBackendActor([replay.kubeconfig]);
    await full.connect((await replay.state()).length);
    await sleep(SETTLE_MS);
    samples.push({ empty: ((await empty.ask('usage')) as Usage).rssBytes, none: (await none.usage()).rssBytes, full: (await full.usage()).rssBytes });
    if (run === RUNS - 1) {
      for (let storm = 0; storm < STORMS; storm++) {
        await replay.storm(STORM);
        storms.push((await full.usage()).rssBytes);
      }
    }
    await Promise.all([empty.stop(), none.stop(), full.stop()]);
  }
  await replay.stop();
  const of = (key: 'empty' | 'none' | 'full') => median(samples.map((sample) => sample[key]));
  const above = (of('full') - of('empty')) / MB;
  const [first = Number.NaN, ...later] = storms;
  const floor = `${megabytes(of('empty'))} empty`;
  report(
    `Memory of the backend with ${OBJECTS.toLocaleString('en')} Deployments (resident, plain Node, median of ${RUNS})`,
    [
      { what: 'backend that holds nothing', value: megabytes(of('none')), floor },
      { what: 'above an empty process, MB', value: megabytes(of('full')), floor, measured: above, limit: LIMIT_MB },
      {
        what: `after ${STORM.eventsPerSecond * STORM.seconds * STORMS} events`,
        value: megabytes(Math.max(...later)),
        floor: `${megabytes(first)} after ${STORM.eventsPerSecond * STORM.seconds}`,
        measured: Math.max(...later) / first,
        limit: FLAT,
      },
    ],
    ['One kind exists so far: all objects are Deployments. The reader, which is the page in the app, is counted in.'],
  );
}

if (role() === 'backend') serveBackend();
else if (role() === 'empty') serveEmpty();
else await main();
