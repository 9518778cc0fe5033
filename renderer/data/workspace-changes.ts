import { createStore } from 'zustand/vanilla';
import { backend } from './connect';
import { queries } from './request';
import { createSharedStores } from './shared-store';
import { type Changes, gathered, isTouched, type Topic } from './touched';
import type { Here } from './workspace';

/** A run that logs ten times a second makes the whole page old as often: once in so long is live enough for lists and charts. */
const GATHER_MS = 1_000;

type Rounds = Readonly<Record<Topic, number>>;
const START: Rounds = { projects: 0, runs: 0, datasets: 0, models: 0, lineage: 0, services: 0, stages: 0, settings: 0 };

/** Tells at once, and then at most once in a while what came meanwhile. The key is the connection and its epoch. */
const watches = createSharedStores<Rounds>((key) => {
  const connection = key.slice(0, key.indexOf(' '));
  const store = createStore<Rounds>(() => START);
  let waiting: Changes = new Map();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const tell = () => {
    timer = undefined;
    if (waiting.size === 0) return;
    const changes = waiting;
    waiting = new Map();
    timer = setTimeout(tell, GATHER_MS);
    store.setState((before) => ({ ...before, ...Object.fromEntries([...changes.keys()].map((topic) => [topic, before[topic] + 1])) }));
    void queries.invalidateQueries({ predicate: ({ queryKey }) => isTouched(queryKey, connection, changes) });
  };
  const stop = backend.watch(
    'changes.watch',
    { connection },
    {
      event({ topics }) {
        waiting = gathered(waiting, topics);
        if (timer === undefined) tell();
      },
      lost: () => undefined, // the workspace itself says that it is lost
      failed: () => undefined, // opened anew with the next epoch
    },
  );
  // Whatever was asked of an engine that is gone is asked again.
  void queries.invalidateQueries({ predicate: ({ queryKey: [, input] }) => isOf(input, connection) });
  return {
    store,
    stop: () => {
      clearTimeout(timer);
      stop();
    },
  };
});

const isOf = (input: unknown, connection: string) => typeof input === 'object' && input !== null && 'connection' in input && input.connection === connection;
const keyOf = ({ connection, epoch }: Here) => `${connection} ${epoch}`;

/** Keeps what is shown of a workspace true: whatever changed there is asked again. */
export function useWorkspaceChanges(here: Here): void {
  watches.useShared(keyOf(here));
}

/** A number that grows when something of a topic changed: for lists that are read in pieces. */
export const useChangeRound = (here: Here, topic: Topic): number => watches.useSelected(keyOf(here), (rounds) => rounds[topic]);
