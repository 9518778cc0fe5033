import { createStore } from 'zustand/vanilla';
import type { Input } from '../../shared/api/api';
import { backend } from './connect';
import { type LiveRun, NOTHING_LIVE, withEvent } from './live-run';
import { nextFrame } from './next-frame';
import { createSharedStores } from './shared-store';
import type { Here } from './workspace';

const lives = createSharedStores<LiveRun>((key) => {
  const store = createStore<LiveRun>(() => NOTHING_LIVE);
  let next = store.getState();
  const tell = () => store.setState(next, true);
  const change = (to: LiveRun) => {
    next = to;
    nextFrame(tell);
  };
  const { connection, run } = JSON.parse(key) as Input<'runs.live'>; // made below
  const stop = backend.watch(
    'runs.live',
    { connection, run },
    {
      event: (event) => change(withEvent(next, event)),
      lost: () => change({ ...next, lostAt: Date.now() }),
      failed: (failure) => change({ ...next, failure }),
    },
  );
  return { store, stop };
});

/** A run as it trains: progress, resources, newest values. */
export const useRunLive = ({ connection, epoch }: Here, run: string): LiveRun => lives.useShared(JSON.stringify({ connection, run, epoch }));
