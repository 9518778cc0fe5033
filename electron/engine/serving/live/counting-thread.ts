import type { MessagePort } from 'node:worker_threads';
import type { LiveWanted } from '../../../../shared/models/live-counts';
import { type Treatments, treatmentsOf } from '../payload/kept-body';
import type { CountedRow, FromCounts, ToCounts } from '../thread-messages';
import { layoutOf } from './column-places';
import { LiveCounter } from './live-counter';
import { toldRows } from './told-rows';

/** What is counted is told no more often than that. */
const PACE_MS = 1_000;
const NO_TREATMENTS: Treatments = new Map();

type Wanted = { readonly wanted: LiveWanted; readonly counter: LiveCounter; toldAt: number };

/** Counts what the gateway's thread hands over, and tells what it came to. */
export function runCountingThread(port: MessagePort): void {
  const wanted = new Map<number, Wanted>();
  const treatments = new Map<string, Treatments>();
  let timer: NodeJS.Timeout | undefined;
  const say = (message: FromCounts) => port.postMessage(message);

  const tell = (number: number, one: Wanted) => {
    one.counter.isNews = false;
    one.toldAt = performance.now();
    say({ type: 'counts', number, counts: one.counter.told() });
  };
  const tellDue = () => {
    timer = undefined;
    const now = performance.now();
    let next = Number.POSITIVE_INFINITY;
    for (const [number, one] of wanted) {
      if (!one.counter.isNews) continue;
      const left = one.toldAt + PACE_MS - now;
      if (left <= 0) tell(number, one);
      else next = Math.min(next, left);
    }
    if (Number.isFinite(next)) timer = setTimeout(tellDue, next);
  };

  const count = (service: string, rows: readonly CountedRow[], lost: number) => {
    const own = [...wanted].filter(([, one]) => one.wanted.service === service);
    const features = treatments.get(service) ?? NO_TREATMENTS;
    for (const [, { counter }] of own) if (lost > 0) counter.addLost(lost);
    for (const [at, revision, request, response] of rows) {
      const asked = own.filter(([, { counter }]) => counter.counts(revision));
      if (asked.length === 0) continue;
      for (const [number, one] of asked) {
        if (!one.counter.isBeyond(at)) continue;
        if (one.counter.isNews) tell(number, one); // the last word of the window before
        one.counter.turn(at);
      }
      try {
        if (!request || !response) throw new RangeError('not kept');
        const told = toldRows(request, response, features);
        const layout = layoutOf(told);
        for (const [, { counter }] of asked) counter.add(at, told, layout);
      } catch {
        for (const [, { counter }] of asked) counter.addUnread();
      }
    }
  };

  port.on('message', (message: ToCounts) => {
    if (message.type === 'rows') {
      count(message.service, message.rows, message.lost);
      say({ type: 'done', bytes: message.bytes });
    } else if (message.type === 'features') treatments.set(message.service, treatmentsOf(message.features));
    else if (message.wanted === null) wanted.delete(message.number);
    else
      wanted.set(message.number, {
        wanted: message.wanted,
        counter: new LiveCounter(message.wanted, Date.now()),
        toldAt: Number.NEGATIVE_INFINITY,
      });
    if (timer === undefined) tellDue();
  });
}
