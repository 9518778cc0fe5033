import type { EventOf, Input, Output, RequestName, WatchName } from '../../shared/api/api';
import type { Client } from '../../shared/api/client';
import type { Stop } from '../../shared/api/verb';
import { AppError, failure, type Failure } from '../../shared/models/failure';

export type WatchListener<E> = {
  event(event: E): void;
  /** The backend went away. What was told may be out of date; the watch opens again by itself and begins anew. */
  lost(): void;
  /** The watch ended for good. */
  failed(failure: Failure): void;
};

/** The backend as screens see it: one that outlives the ends of its process. */
export interface Link {
  /** Waits for a backend where there is none. @throws AppError */
  request<K extends RequestName>(verb: K, input: Input<K>, signal?: AbortSignal): Promise<Output<K>>;
  watch<K extends WatchName>(verb: K, input: Input<K>, listener: WatchListener<EventOf<K>>): Stop;
}

type OpenWatch = { open(client: Client): void; lost(): void };

const isRestart = (reason: Failure) => reason.code === 'unreachable' && reason.detail.reason === 'backend-restarted';

/** A link, and the two ends by which `connect.ts` gives it a client and takes it away. */
export function createLink() {
  let client: Client | undefined;
  const waiting = new Set<() => void>();
  const watches = new Set<OpenWatch>();

  function detach(): void {
    const gone = client;
    client = undefined;
    gone?.close(failure('unreachable', { reason: 'backend-restarted' }));
  }

  function attach(next: Client): void {
    detach();
    client = next;
    for (const watch of watches) watch.open(next);
    const released = [...waiting];
    waiting.clear();
    for (const release of released) release();
  }

  function whenAttached(signal?: AbortSignal): Promise<Client> {
    if (client) return Promise.resolve(client);
    return new Promise((resolve, reject) => {
      const cancel = () => {
        waiting.delete(release);
        reject(new AppError(failure('cancelled')));
      };
      const release = () => {
        signal?.removeEventListener('abort', cancel);
        resolve(whenAttached(signal));
      };
      if (signal?.aborted) return cancel();
      waiting.add(release);
      signal?.addEventListener('abort', cancel, { once: true });
    });
  }

  const link: Link = {
    request: async (verb, input, signal) => (await whenAttached(signal)).request(verb, input, signal),
    watch(verb, input, listener) {
      let stop: Stop | undefined;
      const entry: OpenWatch = {
        open(current) {
          stop = current.watch(verb, input, listener.event, (reason) => {
            if (isRestart(reason)) return listener.lost();
            watches.delete(entry);
            listener.failed(reason);
          });
        },
        lost: listener.lost,
      };
      watches.add(entry);
      if (client) entry.open(client);
      return () => {
        watches.delete(entry);
        stop?.();
      };
    },
  };
  return { link, attach, detach };
}
