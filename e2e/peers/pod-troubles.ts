import type { Bed } from './bed';

/** What can keep a pod from running. */
export type PodTrouble = 'ImagePullBackOff' | 'CrashLoopBackOff' | 'OOMKilled' | 'unschedulable';

/** What a pod template carries for pods that are born in trouble: the bed's fake kubelet and its real scheduler see to the rest. */
export function troubledTemplate(trouble: PodTrouble | undefined): { annotations: Record<string, string>; spec: object } {
  if (trouble === undefined) return { annotations: {}, spec: {} };
  if (trouble === 'unschedulable') return { annotations: {}, spec: { nodeSelector: { accelerator: 'h100' } } };
  return { annotations: { 'bed/fails': trouble }, spec: {} };
}

export type WrittenTrouble = Exclude<PodTrouble, 'unschedulable'> | 'none';
export type PodPlace = { namespace: string; pod: string; container?: string; image?: string };

const RESTARTS = 3;

function containerStatus(trouble: WrittenTrouble, container: string, restartCount: number, at: string): object {
  const ended = (reason: string, exitCode: number) => ({
    terminated: { reason, exitCode, startedAt: at, finishedAt: at, containerID: `containerd://${container}-${restartCount - 1}` },
  });
  const backOff = { waiting: { reason: 'CrashLoopBackOff', message: `back-off 40s restarting failed container=${container}` } };
  switch (trouble) {
    case 'none':
      return { ready: true, started: true, restartCount, state: { running: { startedAt: at } } };
    case 'ImagePullBackOff':
      return { ready: false, started: false, restartCount, state: { waiting: { reason: trouble, message: 'Back-off pulling image' } } };
    case 'CrashLoopBackOff':
      return { ready: false, started: false, restartCount, state: backOff, lastState: ended('Error', 1) };
    case 'OOMKilled':
      return { ready: false, started: false, restartCount, state: backOff, lastState: ended(trouble, 137) };
  }
}

/**
 * Writes, in place of a kubelet, the status of a pod that ran until now: it falls into this trouble, or comes out of it (`none`).
 * No kubelet is asked: the bed's leaves a pod alone once it runs.
 */
export async function troublePodByWritingKubeletStatus(bed: Bed, place: PodPlace, trouble: WrittenTrouble, restartCount = RESTARTS): Promise<void> {
  const { namespace, pod, container = 'server', image = '' } = place;
  const at = new Date().toISOString().replace(/\.\d+/, '');
  const status = trouble === 'none' ? { status: 'True' } : { status: 'False', reason: 'ContainersNotReady' };
  const patch = {
    status: {
      phase: 'Running',
      conditions: ['Ready', 'ContainersReady'].map((type) => ({ type, lastTransitionTime: at, ...status })),
      containerStatuses: [{ name: container, image, imageID: '', ...containerStatus(trouble, container, restartCount, at) }],
    },
  };
  await bed.kubectl('patch', 'pod', pod, `--namespace=${namespace}`, '--subresource=status', '--type=strategic', `--patch=${JSON.stringify(patch)}`);
}
