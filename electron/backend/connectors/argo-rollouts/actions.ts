import type { ActionRequest } from '../../../../shared/models/action';
import type { DeliveryActionId } from '../../../../shared/models/action-id';
import { AppError, failure } from '../../../../shared/models/failure';
import { withNote } from '../../kube/change-note';
import type { KubeSession } from '../../kube/session';
import { previewWrites, sendWrites, Write } from '../../kube/write';
import { type ConnectorAction, type Draft, draftOf, type PlanContext } from '../contract';
import { restore, rollBack, start } from './change-template';
import { drawnFrom, type RolloutSketch } from './draft';
import { abort, pause, restart, resume, retry } from './hold';
import { promote, promoteFull } from './promote';
import { readSubject, type Subject } from './subject';

/** What each action would do, worked out from one reading. Pure. Throws AppError (`invalid`) where the request does not fit the object. */
export function sketchOf(subject: Subject, request: ActionRequest, context: PlanContext): RolloutSketch {
  switch (request.action) {
    case 'start':
      return start(subject, request);
    case 'roll-back':
      return rollBack(subject, request.revision, context);
    case 'restore':
      return restore(subject, context);
    case 'promote':
      return promote(subject);
    case 'promote-full':
      return promoteFull(subject);
    case 'pause':
      return pause(subject);
    case 'resume':
      return resume(subject);
    case 'abort':
      return abort(subject);
    case 'retry':
      return retry(subject);
    case 'restart':
      return restart(subject, context.at);
    case 'remove':
    case 'set-alias':
    case 'open-address':
    case 'close-address':
    case 'replace-token':
      throw new AppError(failure('unsupported', { reason: 'action-unsupported', values: { action: request.action } }));
  }
}

export const planOf = (subject: Subject, request: ActionRequest, context: PlanContext): Draft =>
  draftOf(drawnFrom(subject), request.action, () => sketchOf(subject, request, context));

const action: ConnectorAction<KubeSession> = {
  plan: async (session, key, request, context, signal) => planOf(await readSubject(session, key, request.action, signal), request, context),
  preview: (session, draft, signal) => previewWrites(session, writesOf(draft), signal),
  execute(session, draft, note, permit, signal) {
    const writes = writesOf(draft).map((write) => withNote(write, note));
    return sendWrites(session, writes, permit, signal);
  },
};

/** Drafts are plain JSON to whoever carries them. */
function writesOf({ writes }: Draft): Write[] {
  return writes.map((write) => {
    const parsed = Write.safeParse(write);
    if (!parsed.success) throw new AppError(failure('bug', { text: parsed.error.message }));
    return parsed.data;
  });
}

/** Every verb there is, but to remove one: a cluster's object is not ours. Which of them an object offers is for its state to say. */
export const actions = {
  start: action,
  pause: action,
  resume: action,
  promote: action,
  'promote-full': action,
  abort: action,
  retry: action,
  'roll-back': action,
  restore: action,
  restart: action,
} satisfies Record<Exclude<DeliveryActionId, 'remove'>, ConnectorAction<KubeSession>>;
