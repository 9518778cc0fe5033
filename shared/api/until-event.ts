import { AppError } from '../models/failure';
import type { EventOf, Input, WatchName } from './api';
import type { Client } from './client';
import type { Stop } from './verb';

/**
 * The first thing that `look` finds in the events of a watch, which then ends.
 * @throws what `look` throws, and AppError where the watch fails before
 */
export async function untilEvent<K extends WatchName, T>(client: Client, verb: K, input: Input<K>, look: (event: EventOf<K>) => T | undefined): Promise<T> {
  let stop: Stop | undefined;
  try {
    return await new Promise<T>((resolve, reject) => {
      const onEvent = (event: EventOf<K>) => {
        try {
          const found = look(event);
          if (found !== undefined) resolve(found);
        } catch (error) {
          reject(error);
        }
      };
      stop = client.watch(verb, input, onEvent, (reason) => reject(new AppError(reason)));
    });
  } finally {
    stop?.();
  }
}
