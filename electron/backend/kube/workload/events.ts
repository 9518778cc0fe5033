import { z } from 'zod';
import type { DeliveryEvent } from '../../../../shared/models/delivery-detail';
import { timeOf } from './time-of';

export const EVENTS = { group: '', version: 'v1', resource: 'events' } as const;

const MESSAGE_MAX = 1_000;
const text = z.string().catch('');
const EventObject = z.object({
  metadata: z.object({ name: z.string().min(1), creationTimestamp: z.unknown().optional() }),
  involvedObject: z.object({ kind: text, name: text, fieldPath: text }),
  type: text,
  reason: text,
  message: text,
  count: z.number().int().positive().nullish().catch(null),
  firstTimestamp: z.unknown().optional(),
  lastTimestamp: z.unknown().optional(),
  eventTime: z.unknown().optional(),
  series: z
    .object({ count: z.number().int().positive().catch(1), lastObservedTime: z.unknown().optional() })
    .nullish()
    .catch(null),
});

export type EventItem = { readonly event: DeliveryEvent; readonly kind: string; readonly name: string };

/**
 * An event of the namespace by the name of its record; `item` is null where it is of nothing whose name begins with `prefix`. Names
 * alone do not tell whose it is: that is for whoever knows all names.
 */
export function mapEvent(object: unknown, prefix: string): { readonly id: string; readonly item: EventItem | null } | null {
  const parsed = EventObject.safeParse(object);
  if (!parsed.success) return null;
  const { metadata, involvedObject, type, reason, message, series, ...times } = parsed.data;
  const { kind, name } = involvedObject;
  if (!name.startsWith(prefix)) return { id: metadata.name, item: null };
  const at = [series?.lastObservedTime, times.lastTimestamp, times.eventTime, times.firstTimestamp, metadata.creationTimestamp]
    .map(timeOf)
    .find((each) => each !== null);
  const event = {
    at: at ?? null,
    warning: type === 'Warning',
    reason: reason.slice(0, MESSAGE_MAX),
    message: message.slice(0, MESSAGE_MAX),
    object: `${kind}/${name}`,
    count: series?.count ?? times.count ?? 1,
  };
  return { id: metadata.name, item: { event, kind, name } };
}

const EVENTS_MAX = 200;

/** Whose events are of a workload. */
export type Family = { readonly kind: string; readonly name: string; readonly replicaSets: ReadonlySet<string>; readonly pods: ReadonlySet<string> };

/** Those of the workload itself, its ReplicaSets and their pods, also of pods that are gone; newest first. */
export function eventsOf(items: Iterable<EventItem>, family: Family): EventItem[] {
  const isOurs = ({ kind, name }: EventItem) => {
    if (kind === 'ReplicaSet') return family.replicaSets.has(name);
    if (kind === 'Pod') return family.pods.has(name) || family.replicaSets.has(name.slice(0, name.lastIndexOf('-')));
    return kind === family.kind && name === family.name;
  };
  return [...items]
    .filter(isOurs)
    .toSorted((a, b) => (b.event.at ?? 0) - (a.event.at ?? 0))
    .slice(0, EVENTS_MAX);
}
