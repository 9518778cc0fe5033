import { modelOfEntity } from '../../../../shared/models/entity-ids';
import type { EntityKind } from '../../../../shared/models/entity';
import { failure } from '../../../../shared/models/failure';
import type { WorkspaceSession } from '../../workspaces/workspace-session';
import type { Connector } from '../contract';
import { type Followed, follow, readModel } from './client';
import { inspectService } from './inspect-service';
import { mapModel, stateOf } from './map';
import { addressActions, mapAddress, readAddress } from './address';
import { mapService, serviceOfEntity, versionOf } from './map-service';
import { progress } from './progress';
import { serviceActions } from './service-actions';
import { readService } from './service-client';
import { setAlias } from './set-alias';

/** Monitors are the backend's own: no engine tells of them. */
const FOLLOWED: Readonly<Partial<Record<EntityKind, Followed>>> = {
  model: {
    topic: 'models',
    async list(link, connection, signal) {
      const { models } = await link.request('models.list', { connection }, signal);
      return models.map((model) => mapModel(model, connection));
    },
  },
  address: {
    topic: 'services',
    async list(link, connection, signal) {
      return [mapAddress((await link.request('address.get', { connection }, signal)).address, connection)];
    },
  },
  delivery: {
    topic: 'services',
    async list(link, connection, signal) {
      const { services } = await link.request('services.list', { connection }, signal);
      return services.map((service) => mapService(service, connection));
    },
  },
};

/** An engine hears one after the other: who reads from it now has been let in behind what was sent before. */
const LANDING_MS = 3_000;

/** What the engine of the open workspace tells. A workspace has few models and services: each change of one brings the whole list anew. */
export const local: Connector<WorkspaceSession> = {
  id: 'local',
  system: 'local',
  kinds: ['model', 'delivery', 'address'],
  watch(session, { connection, kind }, sink, signal) {
    let stop: (() => void) | undefined;
    const followed = FOLLOWED[kind];
    const unfollow = session.follow((link) => {
      stop?.();
      stop = link && followed ? follow(link, connection, sink, followed) : undefined;
    });
    if (stop === undefined) sink.broken('', failure('unreachable', { reason: 'engine-lost' }, connection), null);
    signal.addEventListener('abort', () => {
      unfollow();
      stop?.();
    });
  },
  async read(session, { connection, kind, id }, signal) {
    if (kind === 'delivery') {
      const service = await readService(session, connection, serviceOfEntity(id) ?? '', signal);
      return service && { entity: mapService(service, connection), version: versionOf(service) };
    }
    if (kind === 'address') {
      const { address } = await readAddress(session, connection, signal);
      return { entity: mapAddress(address, connection), version: String(address.generation) };
    }
    const name = modelOfEntity(id);
    const model = name === null ? null : await readModel(session, connection, name, signal);
    return model && { entity: mapModel(model, connection), version: stateOf(model) };
  },
  inspect: inspectService,
  progress,
  landingMs: LANDING_MS,
  actions: { 'set-alias': setAlias, ...serviceActions, ...addressActions },
};
