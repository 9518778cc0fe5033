import type { Feed, Stop } from '../../../shared/api/verb';

export type Told<Event> = {
  readonly read: () => Event;
  readonly listen: (onChange: () => void) => Stop;
  /** Changes that come together are told together; 0: those of one turn. */
  readonly gatherMs: number;
  /** No two events are nearer than this. */
  readonly paceMs?: number;
};

/** Tells a reader the state of something whole: now, and whenever it has changed. A reader that is behind gets only the newest. */
export function tellNewest<Event>(feed: Feed<Event>, { read, listen, gatherMs, paceMs = 0 }: Told<Event>): Stop {
  let sentAt = Number.NEGATIVE_INFINITY;
  let timer: NodeJS.Timeout | undefined;
  let waiting = false;
  let ended = false;
  const send = () => {
    waiting = false;
    if (ended || feed.congested) return;
    sentAt = performance.now();
    feed.push(read());
  };
  const schedule = () => {
    if (waiting) return;
    waiting = true;
    const waitMs = Math.max(gatherMs, sentAt + paceMs - performance.now());
    if (waitMs > 0) timer = setTimeout(send, waitMs);
    else queueMicrotask(send);
  };
  const stop = listen(schedule);
  feed.onDrain(schedule);
  send();
  return () => {
    ended = true;
    stop();
    clearTimeout(timer);
  };
}
