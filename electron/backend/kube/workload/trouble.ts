import type { DeliveryPod, Trouble } from '../../../../shared/models/delivery-detail';
import type { EventItem } from './events';
import type { PodItem } from './pods';
import type { ReplicaSetItem } from './replica-sets';

/** A container that has run this long and is not ready yet is worth a word; a server that loads a large model may take longer, and be fine. */
const READY_WITHIN_MS = 60_000;

const VOLUME_REASONS = new Set(['FailedMount', 'FailedAttachVolume', 'FailedMapVolume', 'FailedBinding']);

/** What explains most comes first: what no waiting mends, before what may mend itself. */
const ORDER: readonly Trouble['code'][] = [
  'image-name',
  'image-pull',
  'config-missing',
  'out-of-memory',
  'crash-loop',
  'exit-code',
  'quota',
  'admission',
  'unschedulable',
  'volume',
  'probe-failing',
  'not-ready',
  'evicted',
];
const rank = ({ code }: Trouble): number => ORDER.indexOf(code);

/** A pod with what events add to its own status: why it is not ready, where it says nothing itself. `events` newest first. */
export function withEvents({ pod, unreadySince }: PodItem, events: readonly EventItem[], now: number): DeliveryPod {
  if (pod.ready || pod.terminating || pod.phase === 'Succeeded' || (pod.trouble && pod.trouble.code !== 'not-ready')) return pod;
  const warning = events.find(({ kind, name, event }) => kind === 'Pod' && name === pod.name && event.warning && codeOf(event.reason) !== null);
  const code = warning ? codeOf(warning.event.reason) : null;
  if (warning && code) {
    const [, probe] = /^(\w+) probe (?:failed|errored)/.exec(warning.event.message) ?? [];
    return { ...pod, trouble: { code, values: { pod: pod.name, ...(probe && { probe }), times: String(warning.event.count) }, said: warning.event.message } };
  }
  if (pod.trouble || unreadySince === null || now - unreadySince < READY_WITHIN_MS) return pod;
  const container = pod.containers.find(({ ready, state }) => !ready && state === 'Running');
  return { ...pod, trouble: { code: 'not-ready', values: { pod: pod.name, container: container?.name ?? '' }, said: null } };
}

function codeOf(reason: string): Trouble['code'] | null {
  if (VOLUME_REASONS.has(reason)) return 'volume';
  if (reason === 'Unhealthy') return 'probe-failing';
  if (reason === 'FailedScheduling') return 'unschedulable';
  if (reason === 'FailedCreatePodSandBox') return 'not-ready';
  return null;
}

export type Evidence = {
  readonly pods: readonly DeliveryPod[];
  readonly replicaSets: readonly ReplicaSetItem[];
  /** The revision that is moved to, or that runs. */
  readonly newest: string | null;
  readonly events: readonly EventItem[];
};

/** The one thing that explains why a workload does not go on; the newest revision is heard first. Null where nothing is wrong. */
export function judgeTrouble({ pods, replicaSets, newest, events }: Evidence): Trouble | null {
  const set = replicaSets.find(({ key }) => key === newest);
  const refusal = set && set.pods < set.replicas.desired ? (set.refusal ?? refusalIn(events, set.name)) : null;
  const own = pods.filter(({ revision }) => revision === newest);
  return (
    worst(own, refusal === null ? [] : [refused(refusal, set?.name ?? '')]) ??
    worst(
      pods.filter((pod) => !own.includes(pod)),
      [],
    )
  );
}

/** Before a ReplicaSet's condition tells it, and after, the event does. */
function refusalIn(events: readonly EventItem[], name: string): string | null {
  return events.find(({ kind, name: of, event }) => kind === 'ReplicaSet' && of === name && event.reason === 'FailedCreate')?.event.message ?? null;
}

const refused = (said: string, replicaSet: string): Trouble => ({ code: /exceeded quota/.test(said) ? 'quota' : 'admission', values: { replicaSet }, said });

function worst(pods: readonly DeliveryPod[], others: readonly Trouble[]): Trouble | null {
  const found = [...others, ...pods.flatMap(({ trouble }) => trouble ?? [])].toSorted((a, b) => rank(a) - rank(b));
  const [first] = found;
  if (!first) return null;
  const alike = found.filter(({ code }) => code === first.code).length;
  return first.values['pod'] === undefined ? first : { ...first, values: { ...first.values, pods: String(alike) } };
}
