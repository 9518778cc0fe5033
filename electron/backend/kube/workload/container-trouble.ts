import { z } from 'zod';
import type { Trouble } from '../../../../shared/models/delivery-detail';

const MESSAGE_MAX = 1_000;
const text = z.string().catch('');
const Terminated = z
  .object({ reason: text, message: text, exitCode: z.number().int().catch(0), signal: z.number().int().optional().catch(undefined) })
  .optional()
  .catch(undefined);
const State = z
  .object({
    waiting: z.object({ reason: text, message: text }).optional().catch(undefined),
    running: z.object({ startedAt: z.unknown().optional() }).optional().catch(undefined),
    terminated: Terminated,
  })
  .catch({});

const ContainerStatus = z.object({
  name: z.string(),
  image: text,
  imageID: text,
  ready: z.boolean().catch(false),
  restartCount: z.number().int().nonnegative().catch(0),
  state: State,
  lastState: z.object({ terminated: Terminated }).catch({}),
});
export type ContainerStatus = z.infer<typeof ContainerStatus>;
/** Not there before the kubelet has looked at the pod. */
export const ContainerStatuses = z
  .array(ContainerStatus)
  .nullish()
  .catch(null)
  .transform((statuses) => statuses ?? []);

const IMAGE_PULL = new Set(['ImagePullBackOff', 'ErrImagePull', 'ErrImageNeverPull', 'ImageInspectError', 'RegistryUnavailable', 'SignatureValidationFailed']);
/** The container could not even be started, whatever the image says. */
const NOT_STARTED = new Set(['CreateContainerError', 'RunContainerError', 'PreCreateHookError', 'PostStartHookError']);
const OUT_OF_MEMORY = 'OOMKilled';

type Where = { readonly pod: string; readonly container: string; readonly image: string };

/** What is wrong with one container that is not ready, as the kubelet says it; null where it is only on its way. */
export function containerTrouble({ state, lastState, restartCount, ready }: ContainerStatus, where: Where): Trouble | null {
  const { waiting, terminated, running } = state;
  const restarts = String(restartCount);
  if (waiting) {
    const said = short(waiting.message);
    if (IMAGE_PULL.has(waiting.reason)) return { code: 'image-pull', values: where, said };
    if (waiting.reason === 'InvalidImageName') return { code: 'image-name', values: where, said };
    if (waiting.reason === 'CreateContainerConfigError') return { code: 'config-missing', values: where, said };
    if (waiting.reason === 'CrashLoopBackOff')
      return ended(lastState.terminated, 'crash-loop', { ...where, restarts }) ?? { code: 'crash-loop', values: { ...where, restarts }, said };
    if (NOT_STARTED.has(waiting.reason)) return { code: 'not-ready', values: { ...where, reason: waiting.reason }, said };
    return null;
  }
  if (terminated) return ended(terminated, 'exit-code', { ...where, restarts });
  // It runs again, but what ended it may well end it again.
  if (running && !ready && restartCount > 0) return ended(lastState.terminated, 'crash-loop', { ...where, restarts });
  return null;
}

function ended(terminated: z.infer<typeof Terminated>, code: 'crash-loop' | 'exit-code', values: Record<string, string>): Trouble | null {
  if (!terminated) return null;
  const exitCode = String(terminated.exitCode);
  const said = short(terminated.message);
  if (terminated.reason === OUT_OF_MEMORY) return { code: 'out-of-memory', values: { ...values, exitCode }, said };
  // A container that is meant to run on, and ends well again and again, is in a loop too.
  if (terminated.exitCode === 0 && code === 'exit-code') return null;
  return { code, values: { ...values, exitCode }, said };
}

const short = (message: string): string | null => message.slice(0, MESSAGE_MAX) || null;
