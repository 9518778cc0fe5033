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
/** V8 lets garbage lie until it fills the heap (two storms make that much): the first half shows how far, the second must not go further. */
const STORMS = 4;
const FLAT = 1.15;

const count = (number: number) => number.toLocaleString('en');

async function main(): Promise<void> {
  const replay = await startReplayProcess({ objects: OBJECTS });
  const samples: { empty: number; none: number; full: number }[] = [];
  const storms: number[] = [];
  const held: number[] = [];
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
      // Only now: a collection that is forced changes what lies about after it.
      held.push(await full.heldBytes());
      for (let storm = 0; storm < STORMS / 2; storm++) await replay.storm(STORM);
      held.push(await full.heldBytes());
    }
    await Promise.all([empty.stop(), none.stop(), full.stop()]);
  }
  await replay.stop();
  const of = (key: 'empty' | 'none' | 'full') => median(samples.map((sample) => sample[key]));
  const above = (of('full') - of('empty')) / MB;
  const warm = Math.max(...storms.slice(0, STORMS / 2));
  const later = Math.max(...storms.slice(STORMS / 2));
  const [before = Number.NaN, after = Number.NaN] = held;
  const floor = `${megabytes(of('empty'))} empty`;
  const events = STORM.eventsPerSecond * STORM.seconds * STORMS;
  report(
    `Memory of the backend with ${OBJECTS.toLocaleString('en')} Deployments (resident, plain Node, median of ${RUNS})`,
    [
      { what: 'backend that holds nothing', value: megabytes(of('none')), floor },
      { what: 'above an empty process, MB', value: megabytes(of('full')), floor, measured: above, limit: LIMIT_MB },
      {
        what: `resident after ${count(events)} events`,
        value: megabytes(later),
        floor: `${megabytes(warm)} after ${count(events / 2)}`,
        measured: later / warm,
        limit: FLAT,
      },
      {
        what: `held without garbage after ${count(events * 1.5)}`,
        value: megabytes(after),
        floor: `${megabytes(before)} after ${count(events)}`,
        measured: after / before,
        limit: FLAT,
      },
    ],
    ['One kind exists so far: all objects are Deployments. The reader, which is the page in the app, is counted in.'],
  );
}

if (role() === 'backend') serveBackend();
else if (role() === 'empty') serveEmpty();
else await main();
