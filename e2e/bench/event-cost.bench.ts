// What one event costs the backend when it holds many objects, against few.
import { setTimeout as sleep } from 'node:timers/promises';
import { startReplayProcess } from '../peers/replay/replay-process';
import { digestOf, lineOf, serveBackend, startBackendActor } from './backend-role';
import { interleave, median, ms, report } from './figures';
import { role } from './roles';

const FEW = 5_000;
const MANY = 50_000;
const STORM = { eventsPerSecond: 2_000, seconds: 5 };
const RUNS = 7;
const LIMIT = 1.2;
/** Two batches of the slowest stop, and the write to disk. */
const SETTLE_MS = 1_500;

async function main(): Promise<void> {
  const houses = await Promise.all(
    [FEW, MANY].map(async (objects) => {
      const replay = await startReplayProcess({ objects });
      const backend = await startBackendActor([replay.kubeconfig]);
      await backend.connect(objects);
      /** Milliseconds of processor time for an event. */
      const cost = async () => {
        const before = await backend.usage();
        const { events } = await replay.storm(STORM);
        await sleep(SETTLE_MS);
        const after = await backend.usage();
        // Outside of what is measured: comparing costs more than the events.
        const truth = digestOf((await replay.state()).map(lineOf));
        if ((await backend.digest()) !== truth) throw new Error('the reader does not have what the server holds');
        return (after.cpuMs - before.cpuMs) / events;
      };
      return { replay, backend, cost };
    }),
  );
  const [few, many] = houses;
  if (!few || !many) throw new Error('unreachable');
  const result = await interleave({ few: few.cost, many: many.cost }, { runs: RUNS });
  const [low, high] = [median(result.few), median(result.many)];
  report(
    'Cost of one event in the backend (processor time, all threads, list to reader, final state compared)',
    [
      {
        what: `${MANY.toLocaleString('en')} objects held`,
        value: ms(high),
        floor: `${ms(low)} with ${FEW.toLocaleString('en')}`,
        measured: high / low,
        limit: LIMIT,
      },
    ],
    [`runs, ms: few ${result.few.map((v) => v.toFixed(3)).join(' ')}; many ${result.many.map((v) => v.toFixed(3)).join(' ')}`],
  );
  for (const { replay, backend } of houses) {
    await backend.stop();
    await replay.stop();
  }
}

if (role() === 'backend') serveBackend();
else await main();
