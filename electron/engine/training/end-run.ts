import { statSync } from 'node:fs';
import { join } from 'node:path';
import { type Failure, failureOf } from '../../../shared/models/failure';
import type { RunExit, RunState } from '../../../shared/models/run';
import { readTail } from '../lib/logs/log-reader';
import type { RunEnd } from './active-run';
import type { BeginNeeds } from './begin-run';
import { compareWithRepeated, REPEAT_TAG } from './compare-repeated';
import { placesOf, removeAfterwards } from './run-places';
import type { NamedPlace } from './run-plan';

const LAST_LINES = 20;

/** Puts the end of a run on record, takes its token back and clears up behind it. */
export async function endRun(needs: BeginNeeds, run: string, { code, signal, cause, at }: RunEnd, why: Failure | null): Promise<void> {
  const { places, records, registry, store, tokens, log } = needs;
  const own = placesOf(places, run);
  const lastLines = readTail(own.log, LAST_LINES).map(({ text }) => text);
  const exit: RunExit = { code, signal, cause, failure: why, lastLines };
  const stored = store.find(run);
  if (stored?.process && cause !== 'gone') {
    store.setLeft(run, at);
    needs.changed('runs', run);
  }
  if (cause === 'exited' && code === 0) await takeOver(needs, run, stored?.start?.places ?? []);
  registry.write(() => {
    store.setEnded(run, exit, at, needs.now());
    const told = records.stateOf(run);
    if (told !== null) setState(needs, run, cause, code, told, at);
    const repeats = stored?.plan.repeats;
    if (repeats && told !== null) records.setTags(run, { [REPEAT_TAG]: compareWithRepeated(records, repeats.run, run) });
  });
  tokens.revoke(run);
  try {
    removeAfterwards(own);
  } catch (error) {
    log.warn('what a run left could not be removed', { run, text: failureOf(error).detail.text });
  }
}

/** What its process did outweighs what its client said; where nobody saw the end, the client is all there is. */
function setState({ records }: BeginNeeds, run: string, cause: RunExit['cause'], code: number | null, told: RunState, at: number): void {
  if (cause === 'exited' && code === 0) records.setState(run, 'finished', at);
  else if (cause === 'gone')
    records.setState(run, 'failed', at); // stays finished, failed or killed where the client said so before
  else if (cause === 'cancelled' || cause === 'time-limit') records.setState(run, 'killed', at, true);
  else if (told !== 'failed') records.setState(run, 'failed', at, true);
}

/** What is new or changed at the places that it was told is what it wrote. */
async function takeOver({ places, datasets, log }: BeginNeeds, run: string, named: readonly NamedPlace[]): Promise<void> {
  for (const { path, modifiedMs } of named) {
    const now = statSync(join(places.root, path), { throwIfNoEntry: false })?.mtimeMs ?? null;
    if (now === null || now === modifiedMs) continue;
    await datasets.wrote(run, path).catch((error: unknown) => log.warn('what a run wrote could not be taken in', { run, path, text: String(error) }));
  }
}
