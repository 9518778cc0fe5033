import type { ActionRequest } from '../../../../shared/models/action';
import type { ActionId } from '../../../../shared/models/action-id';
import { AppError, failure } from '../../../../shared/models/failure';
import { withNote } from '../../kube/change-note';
import type { KubeSession } from '../../kube/session';
import { previewWrites, sendWrites, Write } from '../../kube/write';
import { type ConnectorAction, type Draft, draftOf, type PlanContext } from '../contract';
import { restart, rollBack, start } from './change-template';
import { type DeploymentSketch, drawnFrom, pause, resume } from './draft';
import { readSubject, type Subject } from './subject';

/** What an action would do, worked out from one reading. Pure. Throws AppError (`invalid`) where the request does not fit the object. */
export const planOf = (subject: Subject, request: ActionRequest, context: PlanContext): Draft =>
  draftOf(drawnFrom(subject), request.action, () => sketchOf(subject, request, context));

function sketchOf(subject: Subject, request: ActionRequest, context: PlanContext): DeploymentSketch {
  switch (request.action) {
    case 'start':
      return start(subject, request);
    case 'roll-back':
      return rollBack(subject, request.revision, context);
    case 'pause':
      return pause(subject);
    case 'resume':
      return resume(subject);
    case 'restart':
      return restart(subject, context.at);
    default:
      throw new AppError(failure('unsupported', { reason: 'action-unsupported', values: { action: request.action } }));
  }
}

/** Changes that make no new version leave the note of the version alone. */
const WITHOUT_NOTE = new Set(['held', 'freed']);

const action: ConnectorAction<KubeSession> = {
  plan: async (session, key, request, context, signal) => planOf(await readSubject(session, key, signal), request, context),
  preview: (session, draft, signal) => previewWrites(session, writesOf(draft), signal),
  execute(session, draft, note, permit, signal) {
    const writes = writesOf(draft);
    return sendWrites(session, WITHOUT_NOTE.has(draft.goal.type) ? writes : writes.map((write) => withNote(write, note)), permit, signal);
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

/** A Deployment has no steps to promote, and is taken back by a roll back. */
export const actions = { start: action, pause: action, resume: action, 'roll-back': action, restart: action } satisfies Partial<
  Record<ActionId, ConnectorAction<KubeSession>>
>;
