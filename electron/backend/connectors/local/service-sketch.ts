import type { ActionRequest, Effect } from '../../../../shared/models/action';
import type { RevisionRef } from '../../../../shared/models/delivery';
import { AppError, failure } from '../../../../shared/models/failure';
import type { ServerCommand } from '../../../../shared/models/server-command';
import { DEFAULT_RELEASE, type ReleasePlan, type Service, type ServiceCommand } from '../../../../shared/models/service';
import type { Draft } from '../contract';
import { quote } from './commands';
import { mapService, numberOfKey, refOf, revisionKey } from './map-service';
import { wantedVersion } from './service-checks';
import { serviceCommands } from './service-commands';

const FULL = 100;
/** The gateway takes weights within a moment; a model may take long to load. */
const MOVED_WITHIN_MS = 10_000;
const LOADED_WITHIN_MS = 120_000;

export type SketchInput = {
  readonly folder: string;
  readonly name: string;
  readonly uid: string;
  /** Null: it is made by it. */
  readonly service: Service | null;
  readonly request: ActionRequest;
  readonly connection: string;
};
export type ServiceSketch = Pick<Draft, 'from' | 'to' | 'effects' | 'commands' | 'undo' | 'goal' | 'awaited' | 'withinMs'> & {
  readonly shows: { readonly before: string; readonly after: string };
};
type Rest = Omit<ServiceSketch, 'from' | 'commands' | 'shows'> & { readonly after: readonly Share[] };
type Start = Extract<ActionRequest, { action: 'start' }>;
type Share = { readonly revision: RevisionRef; readonly weight: number };

/** The request in the engine's words. */
export function commandOf(request: ActionRequest, connection: string): ServiceCommand {
  switch (request.action) {
    case 'start':
      return { verb: 'start', ...wantedVersion(request, connection), release: request.release ?? null, server: request.server ?? null };
    case 'roll-back':
      return { verb: 'roll-back', revision: numberOfKey(request.revision) ?? 0 };
    case 'restart':
    case 'set-alias':
    case 'open-address':
    case 'close-address':
    case 'replace-token':
      throw new AppError(failure('unsupported', { reason: 'action-unsupported', values: { action: request.action } }, connection));
    default:
      return { verb: request.action };
  }
}

/** What an act on a service would do. Pure. */
export function sketchService(input: SketchInput): ServiceSketch {
  const { folder, name, service, request } = input;
  const plan = (request.action === 'start' ? request.release : null) ?? service?.plan ?? DEFAULT_RELEASE;
  const { after, ...rest } = request.action === 'start' ? started(input, request, plan) : moved(known(input), input);
  const stable = service ? refIn(service, service.release.stable) : null;
  const before = service ? service.weights.map(({ revision, weight }) => ({ revision: refIn(service, revision), weight })) : [];
  return {
    ...rest,
    from: request.action === 'abort' && service?.release.candidate ? refIn(service, service.release.candidate) : stable,
    commands: serviceCommands(folder, name, request, plan),
    shows: { before: sharesText(before), after: sharesText(after) },
  };
}

function known({ service, name, connection }: SketchInput): Service {
  if (!service) throw new AppError(failure('not-found', { reason: 'service-unknown', values: { service: name } }, connection));
  return service;
}

function started({ service, name, connection }: SketchInput, request: Start, plan: ReleasePlan): Rest {
  const { model, version } = wantedVersion(request, connection);
  const number = Math.max(0, ...(service?.revisions ?? []).map((each) => each.number)) + 1;
  const to = refOf(model, number, version);
  const { server } = request;
  const starts: Effect[] = server ? [serverEffect(server)] : [];
  const loads: Effect[] = [{ id: 'loads-version', values: { model, version: String(version), revision: String(number) } }, ...starts];
  const first = plan.strategy === 'canary' ? (plan.steps[0]?.weight ?? FULL) : 0;
  const all = [{ revision: to, weight: FULL }];
  const goal = { type: 'started', key: to.key };
  const withinMs = LOADED_WITHIN_MS + (server ? server.readySeconds * 1_000 : 0);
  if (!service) return { to, effects: [{ id: 'makes-service', values: { name } }, ...loads], after: all, undo: null, goal, awaited: 'revision', withinMs };
  return {
    to,
    effects: [...loads, { id: 'sets-weight', values: { from: '0', to: String(first) } }, ...shadowed(plan)],
    after: split(service, to, first),
    undo: { action: 'abort' },
    goal,
    awaited: 'revision',
    withinMs,
  };
}

/** Exactly what is started, with all that it is told. */
function serverEffect({ argv, env, protocol, model, readySeconds }: ServerCommand): Effect {
  const told = Object.entries(env).map(([name, value]) => `${name}=${quote(value)}`);
  const command = [...told, ...argv.map(quote)].join(' ');
  return { id: 'starts-server', values: { command, protocol, name: protocol === 'oip' ? model : '', seconds: String(readySeconds) } };
}

function moved(service: Service, { request, connection }: SketchInput): Rest {
  const { release, plan } = service;
  const { candidate } = release;
  const delivery = mapService(service, connection);
  const stable = refIn(service, release.stable);
  const to = candidate === null ? stable : refIn(service, candidate);
  const share = delivery.split?.reported ?? 0;
  const goal = (type: string, more: Draft['goal'] | object = {}) => ({ type, key: to.key, ...more });
  const back = { action: 'roll-back', revision: revisionKey(release.stable) } as const;
  const base = { to, after: split(service, to, share), withinMs: MOVED_WITHIN_MS };
  const none = { id: 'traffic-to-stable', values: {} } as const;
  const unloads = candidate === null ? [] : [{ id: 'unloads-candidate', values: { revision: String(candidate) } } as const];
  switch (request.action) {
    case 'promote': {
      const next = plan.strategy === 'canary' ? plan.steps[(release.step ?? 0) + 1] : undefined;
      if (!next) return { ...base, ...promotion(service, share, to), undo: back, goal: goal('promoted'), awaited: 'promotion' };
      const steps = { from: String((release.step ?? 0) + 1), to: String((release.step ?? 0) + 2), total: String(plan.steps.length) };
      const effects: Effect[] = [...endsPause(service), { id: 'moves-to-step', values: steps }, weightEffect(share, next.weight)];
      const reached = goal('stepped', { step: (delivery.step ?? 0) + 1 });
      return { ...base, after: split(service, to, next.weight), effects, undo: { action: 'abort' }, goal: reached, awaited: 'next-step' };
    }
    case 'promote-full':
      return { ...base, ...promotion(service, share, to, true), undo: back, goal: goal('promoted'), awaited: 'promotion' };
    case 'pause':
      return { ...base, effects: [{ id: 'pauses', values: {} }], undo: { action: 'resume' }, goal: goal('held'), awaited: 'pause' };
    case 'resume':
      return { ...base, effects: [{ id: 'resumes', values: {} }], undo: null, goal: goal('freed'), awaited: 'resume' };
    case 'abort':
      return {
        ...base,
        to: stable,
        after: split(service, to, 0),
        effects: [none, ...unloads],
        undo: { action: 'retry' },
        goal: goal('aborted'),
        awaited: 'abort',
      };
    case 'retry':
      return {
        ...base,
        effects: [{ id: 'restarts-from-first-step', values: {} }, ...shadowed(plan)],
        after: split(service, to, plan.strategy === 'canary' ? (plan.steps[0]?.weight ?? FULL) : 0),
        undo: { action: 'abort' },
        goal: goal('retried'),
        awaited: 'retry',
        withinMs: LOADED_WITHIN_MS,
      };
    case 'remove':
      return {
        ...base,
        to: null,
        after: [],
        effects: [{ id: 'removes-service', values: { name: service.name } }],
        undo: null,
        goal: goal('removed'),
        awaited: 'removal',
      };
    case 'restore':
      return { ...base, to: stable, effects: [{ id: 'clears-restore', values: {} }], undo: null, goal: goal('restored'), awaited: 'stable' };
    default:
      return returning(service, request.action === 'roll-back' ? (numberOfKey(request.revision) ?? 0) : 0);
  }
}

function returning(service: Service, number: number): Rest {
  const { stable, candidate } = service.release;
  const to = refIn(service, number);
  const version = service.revisions.find((each) => each.number === number)?.version ?? 0;
  const goes: Effect = { id: 'goes-back-to-version', values: { model: service.model, version: String(version), revision: String(number) } };
  const unloads: Effect[] = candidate === null || candidate === number ? [] : [{ id: 'unloads-candidate', values: { revision: String(candidate) } }];
  return {
    to,
    effects: [goes, { id: 'traffic-to-stable', values: {} }, ...unloads],
    after: [{ revision: to, weight: FULL }],
    undo: number === stable ? null : { action: 'roll-back', revision: revisionKey(stable) },
    goal: { type: 'returned', key: to.key },
    awaited: 'stable',
    withinMs: LOADED_WITHIN_MS,
  };
}

const shadowed = ({ shadow }: ReleasePlan): Effect[] => (shadow > 0 ? [{ id: 'shadows-requests', values: { share: String(shadow) } }] : []);

function promotion({ release, plan }: Service, share: number, to: RevisionRef, isFull = false): Pick<Rest, 'effects' | 'after'> {
  const left = plan.strategy === 'canary' && release.step !== null ? plan.steps.length - release.step - 1 : 0;
  const keeps: Effect[] = plan.bakeSeconds > 0 ? [{ id: 'keeps-loaded', values: { revision: String(release.stable), seconds: String(plan.bakeSeconds) } }] : [];
  const skips: Effect[] = isFull && left > 0 ? [{ id: 'skips-steps', values: { count: String(left) } }] : [];
  const ends: Effect[] = release.until !== null ? [{ id: 'skips-pause', values: {} }] : [];
  const effects: Effect[] = [
    ...skips,
    ...ends,
    weightEffect(share, FULL),
    { id: 'traffic-to-candidate', values: {} },
    { id: 'candidate-becomes-stable', values: {} },
  ];
  return { effects: [...effects, ...keeps], after: [{ revision: to, weight: FULL }] };
}

/** A pause that waits for a person is not skipped by that person. */
const endsPause = ({ release }: Service): Effect[] => (release.until !== null || release.held ? [{ id: 'skips-pause', values: {} }] : []);
const weightEffect = (from: number, to: number): Effect => ({ id: 'sets-weight', values: { from: String(from), to: String(to) } });

const refIn = ({ model, revisions }: Service, number: number): RevisionRef => refOf(model, number, revisions.find((each) => each.number === number)?.version);

function split(service: Service, candidate: RevisionRef, share: number): Share[] {
  const stable = refIn(service, service.release.stable);
  if (share === 0 || candidate.key === stable.key) return [{ revision: stable, weight: FULL }];
  const rest = share === FULL ? [] : [{ revision: stable, weight: FULL - share }];
  return [...rest, { revision: candidate, weight: share }];
}

const sharesText = (shares: readonly Share[]): string => shares.map(({ revision, weight }) => `${revision.key} ${revision.modelUri}: ${weight} %\n`).join('');
