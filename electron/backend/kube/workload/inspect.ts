import type { DeliveryDetail, Revision } from '../../../../shared/models/delivery-detail';
import type { Failure } from '../../../../shared/models/failure';
import { sameValue } from '../../lib/same-value';
import type { Resource } from '../resource';
import type { KubeSession } from '../session';
import { EVENTS, type EventItem, eventsOf, mapEvent } from './events';
import { mapPod, type PodItem, PODS } from './pods';
import { mapReplicaSet, REPLICA_SETS, type ReplicaSetItem, type RevisionMarks, toRevisions } from './replica-sets';
import { judgeTrouble, withEvents } from './trouble';
import { WatchedCollection } from './watched-collection';

/** People see no delay, and a storm costs no more than this. */
const TELL_EVERY_MS = 100;
/** Time alone makes news too: a container that is not ready for long. */
const LOOK_AGAIN_MS = 15_000;
const PODS_MAX = 300;
const EVENTS_KEPT = 2_000;

/** What an engine says of its own object. */
export type WorkloadReading = {
  readonly uid: string;
  /** Label selector of its ReplicaSets and pods; null where the object does not tell. */
  readonly selector: string | null;
  readonly conditions: DeliveryDetail['conditions'];
  /** What each revision is now, by its key; whoever is left out is old. */
  readonly roles: (replicaSets: readonly ReplicaSetItem[]) => ReadonlyMap<string, Revision['role']>;
};

export type Inspected = RevisionMarks & {
  readonly resource: Resource;
  readonly objectKind: string;
  readonly namespace: string;
  readonly name: string;
  /** Null where the object cannot be read. */
  readonly read: (object: unknown) => WorkloadReading | null;
  /** What else the engine keeps about it, watched as long as that object is there. Gives back how to add it to a detail. */
  readonly enrich?: (uid: string, onChange: () => void, signal: AbortSignal) => Enrich;
};

/** Adds to a detail, given the object as it is now. */
export type Enrich = (detail: DeliveryDetail, object: unknown) => DeliveryDetail;

type Parts = {
  readonly replicaSets: WatchedCollection<ReplicaSetItem>;
  readonly pods: WatchedCollection<PodItem>;
  readonly events: WatchedCollection<EventItem>;
  readonly enrich: Enrich | null;
};
type Held = { readonly object: unknown; readonly reading: WorkloadReading };

/**
 * Everything about one workload, told whole with each change until `signal` aborts: of the object itself, its ReplicaSets, pods and
 * events. Never throws. Where there is no such object, a detail of nothing; after it is gone, nothing, until another of its name comes.
 */
export function inspectWorkload(session: KubeSession, what: Inspected, out: (detail: DeliveryDetail) => void, signal: AbortSignal): void {
  new Inspection(session, what, out, signal).start();
}

class Inspection {
  #object: WatchedCollection<Held> | null = null;
  #parts: Parts | null = null;
  #stopParts: AbortController | null = null;
  #watched = '';
  #timer: NodeJS.Timeout | undefined;
  #toldAt = Number.NEGATIVE_INFINITY;
  #told: DeliveryDetail | null = null;

  constructor(
    private readonly session: KubeSession,
    private readonly what: Inspected,
    private readonly out: (detail: DeliveryDetail) => void,
    private readonly signal: AbortSignal,
  ) {}

  start(): void {
    if (this.signal.aborted) return;
    const { resource, namespace, name, read } = this.what;
    const map = (object: unknown) => {
      const reading = read(object);
      return { id: name, item: reading && { object, reading } };
    };
    const again = setInterval(() => this.#changed(), LOOK_AGAIN_MS);
    this.signal.addEventListener('abort', () => {
      clearInterval(again);
      clearTimeout(this.#timer);
      this.#stopParts?.abort();
    });
    this.#object = new WatchedCollection(
      this.session,
      { resource, namespace, select: { fields: `metadata.name=${name}` }, map },
      () => this.#objectChanged(),
      this.signal,
    );
  }

  /** Another object under the same name, or one that selects other pods, is looked at anew. */
  #objectChanged(): void {
    const held = this.#object?.items.get(this.what.name);
    if (held) {
      const watched = `${held.reading.uid} ${held.reading.selector ?? ''}`;
      if (watched !== this.#watched) this.#watchParts(held);
      this.#watched = watched;
    }
    this.#changed();
  }

  #watchParts({ reading }: Held): void {
    this.#stopParts?.abort();
    const stop = new AbortController();
    this.#stopParts = stop;
    const { namespace, name, hashLabel, enrich } = this.what;
    const changed = () => this.#changed();
    const select = { labels: reading.selector ?? NOTHING_SELECTED };
    const named = <T extends { readonly name: string }>(item: T | null) => item && { id: item.name, item };
    const replicaSets = { resource: REPLICA_SETS, namespace, select, map: (it: unknown) => named(mapReplicaSet(it, this.what)) };
    const pods = {
      resource: PODS,
      namespace,
      select,
      map: (it: unknown) => {
        const item = mapPod(it, hashLabel);
        return item && { id: item.pod.name, item };
      },
    };
    const events = { resource: EVENTS, namespace, max: EVENTS_KEPT, map: (it: unknown) => mapEvent(it, name) };
    this.#parts = {
      replicaSets: new WatchedCollection(this.session, replicaSets, changed, stop.signal),
      pods: new WatchedCollection(this.session, pods, changed, stop.signal),
      events: new WatchedCollection(this.session, events, changed, stop.signal),
      enrich: enrich?.(reading.uid, changed, stop.signal) ?? null,
    };
  }

  #changed(): void {
    if (this.signal.aborted) return;
    this.#timer ??= setTimeout(() => this.#tell(), Math.max(0, this.#toldAt + TELL_EVERY_MS - performance.now()));
  }

  #tell(): void {
    this.#timer = undefined;
    const detail = this.#compose();
    if (detail === null || sameValue(detail, this.#told)) return;
    this.#toldAt = performance.now();
    this.#told = detail;
    this.out(detail);
  }

  #compose(): DeliveryDetail | null {
    const held = this.#object?.items.get(this.what.name);
    if (held && this.#parts) {
      const detail = compose(this.what, held.reading, this.#parts);
      return this.#parts.enrich?.(detail, held.object) ?? detail;
    }
    const failure = this.#object?.failure ?? null;
    if (failure) return unreadDetail(failure);
    if (this.#object?.loading) return { ...EMPTY, loading: [...PARTS] };
    return this.#told && this.#parts ? null : EMPTY;
  }
}

const PARTS = ['revisions', 'pods', 'events'] as const;
const EMPTY: DeliveryDetail = {
  revisions: [],
  pods: [],
  podCount: 0,
  events: [],
  conditions: [],
  analyses: [],
  trouble: null,
  traffic: { router: null },
  missing: [],
  loading: [],
};
/** Of a workload of which nothing is known, and why. */
export const unreadDetail = (failure: Failure): DeliveryDetail => ({ ...EMPTY, missing: PARTS.map((part) => ({ part, failure })) });

/** Matches no object: to select all would show the pods of others. */
const NOTHING_SELECTED = 'pilothouse.dev/nothing,!pilothouse.dev/nothing';

function compose({ objectKind, name }: Inspected, reading: WorkloadReading, parts: Parts): DeliveryDetail {
  const replicaSets = [...parts.replicaSets.items.values()].filter(({ owner }) => owner === reading.uid);
  const uids = new Set(replicaSets.map(({ uid }) => uid));
  const owned = [...parts.pods.items.values()].filter(({ owner }) => owner !== null && uids.has(owner));
  const events = eventsOf(parts.events.items.values(), {
    kind: objectKind,
    name,
    replicaSets: new Set(replicaSets.map((each) => each.name)),
    pods: new Set(owned.map(({ pod }) => pod.name)),
  });
  const roles = reading.roles(replicaSets);
  const revisions = toRevisions(replicaSets, roles);
  const now = Date.now();
  const newest = newestOf(roles, revisions);
  const pods = owned.map((item) => withEvents(item, events, now)).toSorted(podOrder(revisions));
  const states = { revisions: parts.replicaSets, pods: parts.pods, events: parts.events };
  return {
    ...EMPTY,
    revisions,
    pods: pods.slice(0, PODS_MAX),
    podCount: pods.length,
    events: events.map(({ event }) => event),
    conditions: [...reading.conditions],
    trouble: judgeTrouble({ pods, replicaSets, newest, events }),
    missing: PARTS.flatMap((part) => {
      // Whose the pods are, only the ReplicaSets tell.
      const failure = states[part].failure ?? (part === 'pods' ? parts.replicaSets.failure : null);
      return failure ? [{ part, failure }] : [];
    }),
    loading: PARTS.filter((part) => states[part].loading || (part === 'pods' && parts.replicaSets.loading)),
  };
}

function newestOf(roles: ReadonlyMap<string, Revision['role']>, revisions: readonly Revision[]): string | null {
  for (const wanted of ['candidate', 'both', 'stable']) for (const [key, role] of roles) if (role === wanted) return key;
  return revisions[0]?.key ?? null;
}

/** The newest revision first, in it what has a trouble, then by name. */
function podOrder(revisions: readonly Revision[]): (a: DeliveryDetail['pods'][number], b: DeliveryDetail['pods'][number]) => number {
  const place = new Map(revisions.map(({ key }, index) => [key, index]));
  const of = (key: string | null) => place.get(key) ?? revisions.length;
  return (a, b) => of(a.revision) - of(b.revision) || Number(b.trouble !== null) - Number(a.trouble !== null) || (a.name < b.name ? -1 : 1);
}
