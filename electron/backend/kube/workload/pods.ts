import { z } from 'zod';
import type { DeliveryPod, Trouble } from '../../../../shared/models/delivery-detail';
import { type ContainerStatus, containerTrouble, ContainerStatuses } from './container-trouble';
import { timeOf } from './time-of';

export const PODS = { group: '', version: 'v1', resource: 'pods' } as const;

const MESSAGE_MAX = 1_000;
const text = z.string().catch('');
const Containers = z.array(z.object({ name: z.string(), image: text })).catch([]);
const PodObject = z.object({
  metadata: z.object({
    name: z.string().min(1).max(253),
    creationTimestamp: z.unknown().optional(),
    deletionTimestamp: z.unknown().optional(),
    labels: z.record(z.string(), z.unknown()).catch({}),
    ownerReferences: z
      .array(z.object({ uid: z.string(), controller: z.boolean().optional() }))
      .nullish()
      .catch(null),
  }),
  spec: z
    .object({ nodeName: z.string().optional().catch(undefined), initContainers: Containers, containers: Containers })
    .catch({ initContainers: [], containers: [] }),
  status: z
    .object({
      phase: text,
      reason: text,
      message: text,
      conditions: z
        .array(z.object({ type: text, status: text, reason: text, message: text }))
        .nullish()
        .catch(null),
      initContainerStatuses: ContainerStatuses,
      containerStatuses: ContainerStatuses,
    })
    .catch({ phase: '', reason: '', message: '', conditions: null, initContainerStatuses: [], containerStatuses: [] }),
});
type PodObject = z.infer<typeof PodObject>;

/** What is kept of a pod. */
export type PodItem = {
  readonly pod: DeliveryPod;
  /** The ReplicaSet that it belongs to. */
  readonly owner: string | null;
  /** Since when containers run that are not ready; null: none does. */
  readonly unreadySince: number | null;
};

/** A pod as people look at it, with what its own status says is wrong; null where it has no name. */
export function mapPod(object: unknown, hashLabel: string): PodItem | null {
  const parsed = PodObject.safeParse(object);
  if (!parsed.success) return null;
  const { metadata, spec, status } = parsed.data;
  const revision = metadata.labels[hashLabel];
  const ready = status.conditions?.some((each) => each.type === 'Ready' && each.status === 'True') ?? false;
  const all = [
    ...spec.initContainers.map((container) => ({ container, status: find(status.initContainerStatuses, container.name) })),
    ...spec.containers.map((container) => ({ container, status: find(status.containerStatuses, container.name) })),
  ];
  const terminating = metadata.deletionTimestamp !== undefined && metadata.deletionTimestamp !== null;
  const pod = {
    name: metadata.name,
    revision: typeof revision === 'string' && revision !== '' ? revision : null,
    phase: status.phase || 'Unknown',
    ready,
    restarts: status.containerStatuses.reduce((sum, { restartCount }) => sum + restartCount, 0),
    node: spec.nodeName ?? null,
    createdAt: timeOf(metadata.creationTimestamp),
    terminating,
    containers: all.map(({ container, status: is }) => describe(container, is)),
    trouble: terminating ? null : troubleOf(parsed.data, ready),
  };
  const running = status.containerStatuses.flatMap(({ ready: isReady, state }) => (!isReady && state.running ? [timeOf(state.running.startedAt)] : []));
  const since = running.filter((at) => at !== null);
  return {
    pod,
    owner: metadata.ownerReferences?.find(({ controller }) => controller === true)?.uid ?? null,
    unreadySince: ready || since.length === 0 ? null : Math.min(...since),
  };
}

function describe({ name, image }: { name: string; image: string }, status: ContainerStatus | undefined): DeliveryPod['containers'][number] {
  const state = status?.state;
  return {
    name,
    image: image || (status?.image ?? ''),
    digest: /sha256:[a-f0-9]{64}/.exec(status?.imageID ?? '')?.[0] ?? null,
    ready: status?.ready ?? false,
    restarts: status?.restartCount ?? 0,
    state: state?.running ? 'Running' : (state?.terminated?.reason ?? state?.waiting?.reason) || 'Waiting',
    hasPrevious: status?.lastState.terminated !== undefined,
  };
}

function troubleOf({ metadata, spec, status }: PodObject, ready: boolean): Trouble | null {
  const pod = metadata.name;
  if (status.phase === 'Failed' && status.reason === 'Evicted')
    return { code: 'evicted', values: { pod, node: spec.nodeName ?? '' }, said: status.message.slice(0, MESSAGE_MAX) || null };
  const scheduled = status.conditions?.find(({ type }) => type === 'PodScheduled');
  if (scheduled?.status === 'False') return { code: 'unschedulable', values: { pod }, said: scheduled.message.slice(0, MESSAGE_MAX) || null };
  if (ready || status.phase === 'Succeeded') return null;
  const images = new Map([...spec.initContainers, ...spec.containers].map(({ name, image }) => [name, image]));
  for (const container of [...status.initContainerStatuses, ...status.containerStatuses]) {
    const trouble = containerTrouble(container, { pod, container: container.name, image: images.get(container.name) || container.image });
    if (trouble) return trouble;
  }
  return null;
}

const find = (statuses: readonly ContainerStatus[], name: string): ContainerStatus | undefined => statuses.find((each) => each.name === name);
