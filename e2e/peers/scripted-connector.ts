import { z } from 'zod';
import type { Check } from '../../shared/models/action';
import type { Delivery } from '../../shared/models/delivery';
import type { EntityKey } from '../../shared/models/entity';
import { AppError, failure } from '../../shared/models/failure';
import type { Right } from '../../shared/models/connection';
import type { Connector, Draft, Session, Sink, System } from '../../electron/backend/connectors/contract';
import type { PlaceLink, ScriptedPlace, Standing } from './scripted-place';
import { someDelivery } from './some-delivery';

export const SCRIPTED_ID = 'scripted/n/ranker';

/** What a test says of the way to the place, beside the place itself. */
export type Scripted = {
  readonly system: System;
  readonly connector: Connector;
  readonly controls: {
    rights: Right['allowed'];
    checks: Check[];
    /** What a trial answers; null takes it. */
    trial: (() => Promise<void>) | null;
    withinMs: number;
  };
  /** Tells a watch of the place as it is now. */
  tell(): Promise<void>;
  /** Breaks and mends the watch. */
  breakWatch(): void;
};

/** System and connector over a scripted place. */
export function scripted(place: PlaceLink, steps = 5): Scripted {
  const controls: Scripted['controls'] = { rights: 'yes', checks: [], trial: null, withinMs: 2_000 };
  const session: Session = {
    target: () => target,
    async *test() {},
    rights: async () => [],
    review: async (asked) => asked.map((right) => ({ ...right, allowed: controls.rights, why: null })),
    identity: async () => ({ subject: 'jane', groups: ['operators'] }),
    probe: async () => undefined,
    retry: () => undefined,
    close: () => undefined,
  };
  const system: System = {
    id: 'kubernetes',
    discover: (listener) => {
      listener({
        found: [{ id: '0'.repeat(16), ref: { kubeconfig: '/k', context: 'lab' }, target, namespace: null, current: true, failure: null }],
        sources: [],
      });
      return () => {};
    },
    open: () => session,
  };
  const watches = new Set<{ connection: string; sink: Sink; broken: boolean }>();
  const tellOne = async (watch: { connection: string; sink: Sink; broken: boolean }) => {
    const standing = await place.read().catch(() => undefined);
    if (watch.broken || standing === undefined) return;
    watch.sink.begin('');
    if (standing) watch.sink.put('', [entityOf(watch.connection, standing, steps)]);
    watch.sink.live('');
  };
  const connector: Connector = {
    id: 'scripted',
    system: 'kubernetes',
    kinds: ['delivery'],
    watch(_, { connection }, sink, signal) {
      const watch = { connection, sink, broken: false };
      watches.add(watch);
      signal.addEventListener('abort', () => watches.delete(watch));
      void tellOne(watch);
    },
    read: async (_, { connection }) => {
      const standing = await place.read();
      return standing && { entity: entityOf(connection, standing, steps), version: String(standing.version) };
    },
    actions: {
      promote: {
        plan: async (_, key) => {
          const standing = await place.read();
          if (!standing) throw new AppError(failure('not-found'));
          return draftOf(key, standing, controls, steps);
        },
        preview: async () => {
          await controls.trial?.();
          return [{ object: 'ranker', before: 'step: 1', after: 'step: 2' }];
        },
        execute: async (_, draft, __, permit) => {
          await place.promote(z.object({ from: z.number() }).loose().parse(draft.writes[0]).from, String(permit.intent));
          return { auditIds: ['audit-1'] };
        },
      },
    },
    progress: (goal, seen) => {
      if (!seen) return { state: 'failed', failure: failure('not-found', { reason: 'object-gone' }) };
      return Number(seen['step']) >= Number(goal['step']) ? { state: 'done' } : { state: 'waiting', awaited: 'next-step' };
    },
  };
  return {
    system,
    connector,
    controls,
    tell: async () => void (await Promise.all([...watches].map(tellOne))),
    breakWatch() {
      for (const watch of watches) {
        watch.broken = true;
        watch.sink.broken('', failure('unreachable', { reason: 'connection-lost' }), null);
      }
    },
  };
}

/** The place and its connector in one process: every change is told by the watch. */
export function scriptedHere(place: ScriptedPlace, steps?: number): Scripted {
  const made = scripted(place, steps);
  place.onChange = () => void made.tell();
  return made;
}

const target = { context: 'lab', server: 'https://lab.example', user: 'jane', source: '~/.kube/config', insecure: false };

const entityOf = (connection: string, { step }: Standing, steps: number): Delivery => ({
  ...someDelivery(connection, SCRIPTED_ID),
  uid: 'uid-1',
  name: 'ranker',
  state: step >= steps ? 'stable' : 'paused',
  reason: step >= steps ? 'all-ready' : 'paused-at-step',
  step,
});

function draftOf(key: EntityKey, { step, version }: Standing, { checks, withinMs }: Scripted['controls'], steps: number): Draft {
  const offered: Check = { id: 'offered', outcome: step < steps ? 'pass' : 'fail', values: {}, failure: null };
  return {
    target: { connection: key.connection, kind: key.kind, id: key.id, uid: 'uid-1', engine: 'scripted', objectKind: 'Ranker', namespace: 'n', name: 'ranker' },
    version: String(version),
    from: null,
    to: null,
    effects: [{ id: 'moves-to-step', values: { from: String(step), to: String(step + 1), total: String(steps) } }],
    commands: [`promote --from ${step}`],
    undo: null,
    rights: [{ verb: 'patch', group: 'scripted.example', resource: 'rankers/status', namespace: 'n' }],
    checks: [offered, ...checks],
    writes: step < steps ? [{ from: step }] : [],
    goal: { type: 'step-reached', step: step + 1 },
    awaited: 'next-step',
    withinMs,
  };
}
