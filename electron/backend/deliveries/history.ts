import type { deliveriesApi } from '../../../shared/api/deliveries';
import type { Handlers } from '../../../shared/api/verb';
import { type Delivery, isDelivery } from '../../../shared/models/delivery';
import { type EntityKey, entityRef } from '../../../shared/models/entity';
import type { Inventory } from '../inventory/inventory';

type Events = Parameters<Parameters<Handlers<typeof deliveriesApi>['deliveries.history']>[1]['push']>[0];
export type HistoryPoint = Events['points'][number];

/** A chart shows no more, and a person sees no more. */
const POINTS_MAX = 500;
/** Points of all deliveries together; about 20 MB. */
const ALL_POINTS_MAX = 150_000;
/** What changes faster than this is told as it was last. */
const APART_MS = 1_000;
/** Only these make a point: an event may change other fields alone. */
const FIELDS: ReadonlySet<string> = new Set(['split', 'replicas', 'state', 'step']);

type Line = { points: HistoryPoint[]; readonly listeners: Set<(point: HistoryPoint) => void> };

/** How deliveries moved since they were first seen live, in memory alone. */
export class DeliveryHistory {
  readonly #lines = new Map<string, Line>();
  #count = 0;
  readonly #stop: () => void;

  constructor(
    private readonly inventory: Pick<Inventory, 'listen' | 'get' | 'freshness'>,
    private readonly now: () => number,
  ) {
    this.#stop = inventory.listen('delivery', {
      onChange: ({ entity, fields }) => {
        if (!isDelivery(entity)) return;
        if (fields === 'gone') this.#forget(entity);
        else if (fields === 'all' || fields.some((field) => FIELDS.has(field))) this.#note(entity);
      },
    });
  }

  /** All points, the newest last. One that was never seen to change begins now, where it is live. */
  points(key: EntityKey): readonly HistoryPoint[] {
    const entity = this.inventory.get(key);
    const isNew = (this.#lines.get(entityRef(key))?.points.length ?? 0) === 0;
    // What was read from disk, or is not up to date, was not seen now.
    if (isNew && entity && isDelivery(entity) && this.inventory.freshness().get(key.connection)?.state === 'live') this.#note(entity);
    return [...(this.#lines.get(entityRef(key))?.points ?? [])];
  }

  /** Hears of each new point. @returns how to stop. */
  listen(key: EntityKey, listener: (point: HistoryPoint) => void): () => void {
    const line = this.#line(entityRef(key));
    line.listeners.add(listener);
    return () => {
      line.listeners.delete(listener);
      this.#drop(entityRef(key), line);
    };
  }

  close(): void {
    this.#stop();
    this.#lines.clear();
  }

  #note(delivery: Delivery): void {
    const line = this.#line(entityRef(delivery));
    const point = pointOf(delivery, this.now());
    const last = line.points.at(-1);
    const replaces = last !== undefined && line.points.length > 1 && point.at - last.at < APART_MS && last.state === point.state && last.step === point.step;
    if (replaces) line.points.pop();
    else this.#count += 1;
    line.points.push(point);
    if (line.points.length > POINTS_MAX) this.#thin(line);
    if (this.#count > ALL_POINTS_MAX) for (const each of this.#lines.values()) this.#thin(each);
    for (const listener of line.listeners) listener(point);
  }

  /** Every second one goes, the oldest first to be coarse; what changed the state or the step stays as long as it can. */
  #thin(line: Line): void {
    const { points } = line;
    const before = points.length;
    const turns = (point: HistoryPoint, index: number) => points[index - 1]?.state !== point.state || points[index - 1]?.step !== point.step;
    line.points = points.filter((point, index) => index % 2 === 0 || index === before - 1 || turns(point, index));
    // Nothing but turns: then the oldest half goes.
    if (line.points.length > 0.75 * before) line.points = line.points.slice(-Math.ceil(before / 2));
    this.#count -= before - line.points.length;
  }

  #forget(delivery: Delivery): void {
    const line = this.#lines.get(entityRef(delivery));
    if (!line) return;
    this.#count -= line.points.length;
    line.points = [];
    this.#drop(entityRef(delivery), line);
  }

  #line(ref: string): Line {
    let line = this.#lines.get(ref);
    if (!line) this.#lines.set(ref, (line = { points: [], listeners: new Set() }));
    return line;
  }

  #drop(ref: string, { points, listeners }: Line): void {
    if (points.length === 0 && listeners.size === 0) this.#lines.delete(ref);
  }
}

function pointOf({ split, replicas, state, step }: Delivery, at: number): HistoryPoint {
  const { ready, updated, total } = replicas;
  return { at, desired: split?.desired ?? null, reported: split?.reported ?? null, pods: split?.pods ?? null, ready, updated, total, state, step };
}
