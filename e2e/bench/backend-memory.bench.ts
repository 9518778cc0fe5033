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
const STORM = { eventsPerSecond: 5_000, seconds: 30 };

async function main(): Promise<void> {
  const replay = await startReplayProcess({ objects: OBJECTS });
  const samples: { empty: number; none: number; full: number }[] = [];
  let storm: Usage | undefined;
  for (let run = 0; run < RUNS; run++) {
    const empty = await startEmptyActor();
    const none = await startBackendActor([]);
    const full = await startBackendActor([replay.kubeconfig]);
    await full.connect((await replay.state()).length);
    await sleep(SETTLE_MS);
    samples.push({ empty: ((await empty.ask('usage')) as Usage).rssBytes, none: (await none.usage()).rssBytes, full: (await full.usage()).rssBytes });
    if (run === RUNS - 1) {
      await replay.storm(STORM);
      await sleep(SETTLE_MS);
      storm = await full.usage();
    }
    await Promise.all([empty.stop(), none.stop(), full.stop()]);
  }
  await replay.stop();
  const of = (key: 'empty' | 'none' | 'full') => median(samples.map((sample) => sample[key]));
  const above = (of('full') - of('empty')) / MB;
  const stormAbove = ((storm?.rssBytes ?? Number.NaN) - of('empty')) / MB;
  const floor = `${megabytes(of('empty'))} empty`;
  report(
    `Memory of the backend with ${OBJECTS.toLocaleString('en')} Deployments (resident, plain Node, median of ${RUNS})`,
    [
      { what: 'backend that holds nothing', value: megabytes(of('none')), floor },
      { what: 'above an empty process, MB', value: megabytes(of('full')), floor, measured: above, limit: LIMIT_MB },
      {
        what: `after ${STORM.eventsPerSecond * STORM.seconds} events, MB`,
        value: megabytes(storm?.rssBytes ?? 0),
        floor,
        measured: stormAbove,
        limit: LIMIT_MB,
      },
    ],
    ['One kind exists so far: all objects are Deployments.'],
  );
}

if (role() === 'backend') serveBackend();
else if (role() === 'empty') serveEmpty();
else await main();
