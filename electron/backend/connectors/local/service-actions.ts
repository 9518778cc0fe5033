import { z } from 'zod';
import type { ActionRequest, Check, ObjectChange } from '../../../../shared/models/action';
import type { DeliveryActionId } from '../../../../shared/models/action-id';
import { deliveryId } from '../../../../shared/models/delivery';
import type { EntityKey } from '../../../../shared/models/entity';
import { AppError, failure } from '../../../../shared/models/failure';
import { type Service, ServiceCommand, ServiceName } from '../../../../shared/models/service';
import { check } from '../../lib/check';
import type { WorkspaceSession } from '../../workspaces/workspace-session';
import { ABSENT, type ConnectorAction, type Draft, NOTHING_TO_SEND, type PlanContext } from '../contract';
import { mapService, revisionKey, serviceOfEntity, versionOf } from './map-service';
import { moveService, readService } from './service-client';
import { commandOf, type ServiceSketch, sketchService } from './service-sketch';
import { ROUTER } from './service-router';
import { rollBackChecks, startChecks, wantedVersion, withServer } from './service-checks';
import { comparisonChecks } from './comparison-checks';
import { overriddenCheck, stagesCheck } from './stages-check';

const Write = z.strictObject({
  service: ServiceName,
  uid: z.string(),
  expected: z.number().int().nullable(),
  command: ServiceCommand,
  /** What answers with which share, before and after. */
  shows: z.strictObject({ before: z.string(), after: z.string() }),
});
type Write = z.infer<typeof Write>;

const action: ConnectorAction<WorkspaceSession> = {
  async plan(session, key, asked, context, signal) {
    if (key.kind !== 'delivery') throw new AppError(failure('unsupported', { reason: 'action-unsupported', values: { action: asked.action } }, key.connection));
    const request = asked.action === 'start' ? await withServer(session, key.connection, asked, signal) : asked;
    const name = serviceOfEntity(key.id) ?? key.id;
    const service = await readService(session, key.connection, name, signal);
    if (!service && (request.action !== 'start' || !ServiceName.safeParse(name).success))
      throw new AppError(failure('not-found', { reason: 'service-unknown', values: { service: name } }, key.connection));
    const overridden = await overriddenCheck(session, key.connection, service, request, signal);
    const checks = [...(await checksOf(session, key, service, request, context, signal)), ...overridden];
    return draftOf(session, key, { name, service, request, checks, context });
  },

  /** The gateway moves weights as a whole, or not at all: what it will choose by is all that there is to see. */
  async preview(_session, draft): Promise<readonly ObjectChange[]> {
    return draft.writes.map((raw) => {
      const { service, shows } = Write.parse(raw);
      return { object: `services/${service}`, ...shows };
    });
  },

  async execute(session, draft, note, permit, signal) {
    for (const raw of draft.writes) {
      const { shows: _, ...write } = Write.parse(raw);
      await moveService(session, write, { by: note.who, why: note.reason, entry: permit.intent, ledger: permit.ledger }, signal);
    }
    return { auditIds: [] };
  },
};

async function checksOf(
  session: WorkspaceSession,
  key: EntityKey,
  service: Service | null,
  request: ActionRequest,
  context: PlanContext,
  signal: AbortSignal,
): Promise<Check[]> {
  if (request.action === 'start') {
    const wanted = wantedVersion(request, key.connection);
    const own = [
      offered(key.connection, service, request, wanted.model),
      ...(await startChecks(session, key.connection, wanted, request.server ?? null, signal)),
    ];
    // The first revision of a service replaces nothing: there is nothing that it could be worse than.
    const refused = own.some(({ outcome }) => outcome === 'fail');
    return service && !refused ? [...own, await stagesCheck(session, key.connection, service, wanted, signal)] : own;
  }
  if (!service) return [];
  const own = offered(key.connection, service, request, service.model);
  if (request.action === 'roll-back') return [own, ...(await rollBackChecks(session, key.connection, service, request.revision, context, signal))];
  if ((request.action !== 'promote' && request.action !== 'promote-full') || own.outcome === 'fail') return [own];
  return [own, ...(await comparisonChecks(session, key.connection, service.name, signal)), check('measured-traffic', 'pass', { router: ROUTER })];
}

function offered(connection: string, service: Service | null, request: ActionRequest, model: string): Check {
  if (!service) return check('offered', 'pass');
  const { state, reason } = mapService(service, connection);
  const values = { action: request.action, state, reason };
  const refused = (why: Parameters<typeof failure>[1]) => check('offered', 'fail', values, failure('conflict', why, connection));
  if (!service.offers.some((offer) => offer === request.action)) return refused({ reason: 'not-offered', values });
  if (service.model !== model) return refused({ reason: 'service-other-model', values: { service: service.name, model: service.model } });
  const { stable, candidate } = service.release;
  const isThere = request.action === 'roll-back' && request.revision === revisionKey(stable) && candidate === null;
  const isComing = request.action === 'roll-back' && candidate !== null && request.revision === revisionKey(candidate) && service.release.state !== 'aborted';
  return isThere || isComing ? refused({ reason: 'not-offered', values }) : check('offered', 'pass', values);
}

type Asked = {
  readonly name: string;
  readonly service: Service | null;
  readonly request: ActionRequest;
  readonly checks: readonly Check[];
  readonly context: PlanContext;
};

function draftOf(session: WorkspaceSession, { connection }: EntityKey, { name, service, request, checks, context }: Asked): Draft {
  // A service that is made is known again by when it was planned, whoever looks for it after a crash.
  const uid = service?.uid ?? `${name}@${context.at}`;
  const id = deliveryId('local', '', name);
  const target = { connection, kind: 'delivery', id, uid, engine: 'local', objectKind: 'Service', namespace: '', name } as const;
  const base = { ...NOTHING_TO_SEND, target, version: service ? versionOf(service) : ABSENT, rights: null, checks };
  // Bytes that changed leave the plan what it was, so that whoever confirms one made before is told of them and of nothing else.
  if (checks.some(({ id: of, outcome }) => of !== 'bytes-whole' && outcome === 'fail')) return base;
  const command = commandOf(request, connection);
  const sketch: ServiceSketch = sketchService({ folder: session.target().source, name, uid, service, request, connection });
  const { shows, ...rest } = sketch;
  const write: Write = { service: name, uid, expected: service?.generation ?? null, command, shows };
  return { ...base, ...rest, goal: { ...rest.goal, uid, generation: service?.generation ?? null }, writes: [write] };
}

/** What may be asked of a service; which of them it offers is for its state to say. */
export const serviceActions = {
  start: action,
  pause: action,
  resume: action,
  promote: action,
  'promote-full': action,
  abort: action,
  retry: action,
  'roll-back': action,
  restore: action,
  remove: action,
} satisfies Partial<Record<DeliveryActionId, ConnectorAction<WorkspaceSession>>>;
