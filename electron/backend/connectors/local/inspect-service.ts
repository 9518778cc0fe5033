import { changesApi } from '../../../../shared/api/changes';
import type { EntityKey } from '../../../../shared/models/entity';
import type { DeliveryDetail } from '../../../../shared/models/delivery-detail';
import { type Failure, failureOf } from '../../../../shared/models/failure';
import { BY_RULE, type Service } from '../../../../shared/models/service';
import type { EngineLink } from '../../workspaces/engine-link';
import type { WorkspaceSession } from '../../workspaces/workspace-session';
import { refOf, revisionKey, serviceOfEntity } from './map-service';
import { ROUTER } from './service-router';

const Event = changesApi['changes.watch'].event;
const LOOK_AGAIN_MS = 100;

/** Everything that the page of a service's delivery shows, told anew with each change, over lost engines too. */
export function inspectService(session: WorkspaceSession, { connection, id }: EntityKey, out: (detail: DeliveryDetail) => void, signal: AbortSignal): void {
  const service = serviceOfEntity(id) ?? '';
  let stop: (() => void) | undefined;
  const unfollow = session.follow((link) => {
    stop?.();
    stop = link ? follow(link, connection, service, out, signal) : undefined;
  });
  signal.addEventListener('abort', () => {
    unfollow();
    stop?.();
  });
}

function follow(link: EngineLink, connection: string, service: string, out: (detail: DeliveryDetail) => void, signal: AbortSignal): () => void {
  let timer: NodeJS.Timeout | undefined;
  let ended = false;
  const read = async () => {
    timer = undefined;
    try {
      const found = await link.request('services.get', { connection, service }, signal);
      if (!ended) out(detailOf(found));
    } catch (error) {
      if (!ended && !signal.aborted) out(unread(failureOf(error)));
    }
  };
  const stop = link.watch(
    'changes.watch',
    { connection },
    {
      event(event, ack) {
        ack();
        const isOurs = Event.parse(event).topics.some(({ topic, ids }) => topic === 'services' && (ids === null || ids.includes(service)));
        if (isOurs) timer ??= setTimeout(() => void read(), LOOK_AGAIN_MS);
      },
      failed: () => undefined, // the next engine is followed anew
    },
  );
  void read();
  return () => {
    ended = true;
    clearTimeout(timer);
    stop();
  };
}

const EMPTY = {
  revisions: [],
  pods: [],
  podCount: 0,
  events: [],
  conditions: [],
  analyses: [],
  trouble: null,
  missing: [],
  loading: [],
} satisfies Partial<DeliveryDetail>;
const unread = (failure: Failure): DeliveryDetail => ({ ...EMPTY, traffic: { router: ROUTER }, missing: [{ part: 'revisions', failure }] });

/** Pure. */
export function detailOf(service: Service): DeliveryDetail {
  return { ...EMPTY, revisions: revisionsOf(service), events: eventsOf(service), conditions: conditionsOf(service), traffic: { router: ROUTER } };
}

function revisionsOf({ revisions, release, model }: Service): DeliveryDetail['revisions'] {
  const { stable, candidate } = release;
  return revisions.map(({ number, version, digest, createdAt, by, why, everStable, host }) => {
    const count = Number(host.state === 'ready');
    return {
      ...refOf(model, number, version),
      createdAt,
      role: number === stable ? 'stable' : number === candidate ? 'candidate' : 'old',
      replicas: { desired: Number(host.state !== 'unloaded'), ready: count, available: count },
      everStable: everStable ? 'yes' : 'no',
      change: { who: by, why, at: createdAt },
      template: `model: ${model}\nversion: ${version}\ndigest: sha256:${digest}\n`,
    };
  });
}

function eventsOf({ acts, name }: Service): DeliveryDetail['events'] {
  return acts.map(({ at, verb, revision, weight, by, why, failure }) => {
    const share = revision === null || weight === null ? '' : `${revisionKey(revision)}: ${weight} %`;
    const said = failure
      ? (failure.detail.text ??
        Object.entries(failure.detail.values ?? {})
          .map(([key, value]) => `${key} ${value}`)
          .join(', '))
      : why;
    return { at, warning: by === BY_RULE, reason: verb, message: [share, by, said].filter(Boolean).join(' · '), object: name, count: 1 };
  });
}

function conditionsOf({ revisions, release }: Service): DeliveryDetail['conditions'] {
  const { lock, before } = release;
  const hosts = revisions
    .filter(({ host }) => host.state !== 'unloaded')
    .map(({ number, host: { state, failure, since } }) => ({
      type: `Loaded ${revisionKey(number)}`,
      status: state === 'ready' ? 'True' : 'False',
      reason: state,
      message: failure?.detail.text ?? '',
      at: since,
    }));
  const locked = lock ? [{ type: 'Locked', status: 'True', reason: lock.detail.reason ?? lock.code, message: lock.detail.text ?? '', at: release.since }] : [];
  const baking = before
    ? [{ type: 'Baking', status: 'True', reason: revisionKey(before.revision), message: new Date(before.until).toISOString(), at: null }]
    : [];
  return [...hosts, ...locked, ...baking];
}
