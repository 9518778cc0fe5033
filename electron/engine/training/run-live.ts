import type { Feed, Stop } from '../../../shared/api/verb';
import type { RunLive } from '../../../shared/models/run';
import type { Records } from '../contract';

/** A page draws no faster than people see. */
const GATHER_MS = 250;

/** Tells one reader how a run moves: at once, then at most four times a second, and of metrics only those that changed. */
export function watchRun(
  run: string,
  feed: Feed<RunLive>,
  records: Pick<Records, 'lastMetrics' | 'onRun'>,
  look: () => Omit<RunLive, 'metrics'>,
  onMoved: (listener: (run: string) => void) => Stop,
): Stop {
  const told = new Map<string, string>();
  let timer: NodeJS.Timeout | undefined;
  let before = '';
  const push = () => {
    timer = undefined;
    if (feed.congested) return; // `onDrain` comes back to it
    const now = look();
    const metrics = [...records.lastMetrics(run)].flatMap(([key, { value, step, at }]) => {
      const state = `${step}|${at}|${value}`;
      if (told.get(key) === state) return [];
      told.set(key, state);
      return [{ key, step, at, value }];
    });
    const seen = JSON.stringify(now);
    if (metrics.length === 0 && seen === before) return;
    before = seen;
    feed.push({ ...now, metrics });
  };
  const soon = (which: string) => {
    if (which === run && !timer) timer = setTimeout(push, GATHER_MS);
  };
  feed.onDrain(() => soon(run));
  const stops = [records.onRun(soon), onMoved(soon)];
  push();
  return () => {
    clearTimeout(timer);
    for (const stop of stops) stop();
  };
}
