import type { EventOf, Input, WatchName } from '../../shared/api/api';
import type { Client } from '../../shared/api/client';
import { untilEvent } from '../../shared/api/until-event';

/** The first thing that `look` finds in the events of a watch. @throws with the last event, where it does not come in time */
export async function eventWithin<K extends WatchName, T>(
  withinMs: number,
  client: Client,
  verb: K,
  input: Input<K>,
  look: (event: EventOf<K>) => T | undefined,
): Promise<T> {
  let last: unknown;
  let late: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_, reject) => {
    late = setTimeout(() => reject(new Error(`not within ${withinMs} ms; last: ${JSON.stringify(last)}`)), withinMs);
  });
  const found = untilEvent(client, verb, input, (event) => {
    last = event;
    return look(event);
  });
  return Promise.race([found, tooLate]).finally(() => clearTimeout(late));
}
