import { replaceEqualDeep } from '@tanstack/react-query';
import { useCallback, useEffect, useState } from 'react';
import { createStore } from 'zustand/vanilla';
import type { EventOf, Input, WatchName } from '../../shared/api/api';
import type { Failure } from '../../shared/models/failure';
import { backend } from './connect';
import { nextFrame } from './next-frame';
import { createSharedStores } from './shared-store';

/** The newest event of a watch. */
export type Watched<E> = {
  readonly value: E | undefined;
  /** Since when the backend has been away (epoch ms): the value was true until then. */
  readonly lostAt: number | null;
  readonly failure: Failure | null;
};

const EMPTY = { value: undefined, lostAt: null, failure: null } as const;

/** Watches nothing, where there is nothing yet that could be watched. */
export const NOT_WATCHED = '';

/** Watches of one verb whose every event is the whole state; the key is the input as JSON. Readers are told at most once per frame. */
export function stateWatch<K extends WatchName>(verb: K) {
  return createSharedStores<Watched<EventOf<K>>>((key) => {
    const store = createStore<Watched<EventOf<K>>>(() => EMPTY);
    if (key === NOT_WATCHED) return { store, stop: () => undefined };
    let news: Partial<Watched<EventOf<K>>> = {};
    const tell = () => {
      const told = news;
      news = {};
      store.setState(told);
    };
    const change = (patch: typeof news) => {
      Object.assign(news, patch);
      if (store.getState().value === undefined)
        tell(); // waited for
      else nextFrame(tell);
    };
    const stop = backend.watch(verb, JSON.parse(key) as Input<K>, {
      // What did not change stays the same object, so that whoever draws a part of it draws only what changed.
      event: (value) => change({ value: replaceEqualDeep(news.value ?? store.getState().value, value), lostAt: null, failure: null }),
      lost: () => change({ lostAt: Date.now() }),
      failed: (failure) => change({ failure }),
    });
    return { store, stop };
  });
}

/** Watches whose every event is the whole state. */
const connectionsWatch = stateWatch('connections.watch');
const candidatesWatch = stateWatch('connections.candidates');
const settingsWatch = stateWatch('settings.watch');

/** The input of all three. */
const NOTHING = '{}';
export const useConnectionsState = () => connectionsWatch.useShared(NOTHING);
export const useCandidates = () => candidatesWatch.useShared(NOTHING);
export const useSettings = () => settingsWatch.useShared(NOTHING);

export type Progress<E> = { readonly events: readonly E[]; readonly running: boolean; readonly failure: Failure | null; readonly again: () => void };

type Course<E> = { readonly key: string; readonly events: readonly E[]; readonly running: boolean; readonly failure: Failure | null };

/** A watch whose events are the steps of one piece of work; `isLast` tells its end. Started by mounting, again by `again`. */
export function useProgress<K extends WatchName>(verb: K, input: Input<K>, isLast: (event: EventOf<K>) => boolean): Progress<EventOf<K>> {
  const [round, setRound] = useState(0);
  const key = `${round} ${JSON.stringify(input)}`;
  const begin: Course<EventOf<K>> = { key, events: [], running: true, failure: null };
  const [course, setCourse] = useState<Course<EventOf<K>>>(begin);

  useEffect(() => {
    const update = (change: (before: Course<EventOf<K>>) => Partial<Course<EventOf<K>>>) =>
      setCourse((before) => {
        const base = before.key === key ? before : { key, events: [], running: true, failure: null };
        return { ...base, ...change(base) };
      });
    return backend.watch(verb, input, {
      event: (event) => update(({ events }) => ({ events: [...events, event], running: !isLast(event) })),
      lost: () => update(() => ({ events: [] })),
      failed: (failure) => update(() => ({ running: false, failure })),
    });
    // `key` stands for verb and input by value; callers write them inline.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [key]);

  const again = useCallback(() => setRound((count) => count + 1), []);
  return { ...(course.key === key ? course : begin), again };
}

/** What the frame shows of every screen, asked for before there is a frame. @returns when the connections have come. */
export function prepareFrame(): Promise<void> {
  settingsWatch.prepare(NOTHING);
  const connections = connectionsWatch.prepare(NOTHING);
  return new Promise((resolve) => {
    const stop = connections.subscribe(() => {
      stop();
      resolve();
    });
  });
}
