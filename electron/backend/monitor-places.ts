import { modelOfEntity } from '../../shared/models/entity-ids';
import { LiveCounts } from '../../shared/models/live-counts';
import type { AbortSignalLike, Stop } from '../../shared/api/verb';
import type { DriftMark } from '../../shared/models/drift-monitor';
import type { EntityKey } from '../../shared/models/entity';
import { isDelivery } from '../../shared/models/delivery';
import { splitSince } from '../../shared/models/split-since';
import type { Connections } from './connections/connections';
import { deliveryMarks, detailOf, MOVES } from './delivery-marks';
import { type Arms, armsOfDelivery } from './drift/monitors/arms/arm-revisions';
import type { CountLive } from './drift/monitors/live/live-monitors';
import type { KeptMonitor } from './drift/monitors/monitor-store';
import type { MonitorPlaces } from './drift/monitors/source-parts';
import { workspacePlace } from './drift/monitors/workspace-place';
import { ObjectPlace } from './objects/object-place';
import type { Inventory } from './inventory/inventory';
import type { Ledger } from './ledger/ledger';
import type { Objects } from './objects/objects';
import type { Workspaces } from './workspaces/workspaces';

type Parts = {
  readonly workspaces: Workspaces;
  readonly connections: Connections;
  readonly objects: Objects;
  readonly inventory: Inventory;
  readonly ledger: Ledger;
};

const SERVICE = /^local\/(.+)$/;
const isMove = (verb: string) => MOVES.some((move) => move === verb);

/** Where monitors read from: the open workspace, and object stores that are connections. */
export function monitorPlaces({ workspaces, connections, objects, inventory, ledger }: Parts) {
  const places: MonitorPlaces = {
    workspace(connection) {
      const workspace = workspaces.of(connection);
      return workspacePlace({
        folder: workspace.folder,
        dataset: (name, signal) => workspace.link().request('data.get', { connection, name }, signal),
        version: (name, version, signal) => workspace.link().request('data.version', { connection, name, version }, signal),
      });
    },
    objects: (connection) => new ObjectPlace(objects, connection),
  };
  const isWorkspace = (connection: string) => workspaces.current?.state.connection === connection;
  const isStore = (connection: string) => connections.list().some(({ id, system, enabled }) => id === connection && system === 'object-store' && enabled);
  const countLive: CountLive = (connection, wanted, heard) => {
    let stop: Stop | undefined;
    const unfollow = workspaces.of(connection).follow((link) => {
      stop?.();
      stop = link?.watch('engine.countLive', wanted, {
        event(counts, ack) {
          ack();
          heard(LiveCounts.parse(counts));
        },
        failed: () => heard(null),
      });
    });
    return () => {
      unfollow();
      stop?.();
    };
  };
  const detail = detailOf(connections, (key) => {
    const found = inventory.get(key);
    return found && isDelivery(found) ? found : undefined;
  });
  return {
    places,
    countLive,
    isOpen: (connection: string) => isWorkspace(connection) || isStore(connection),
    /** A service of the workspace knows since when its split is what it is; of other deliveries it is when their state last changed. */
    async armsOf(key: EntityKey, signal: AbortSignalLike): Promise<Arms | null> {
      const { connection } = key;
      const [, service] = SERVICE.exec(key.id) ?? [];
      if (service !== undefined && isWorkspace(connection)) {
        const found = await workspaces.of(connection).link().request('services.get', { connection, service }, signal);
        const { stable, candidate } = found.release;
        const revision = (number: number) => ({ key: String(number), number: null });
        return candidate === null ? null : { stable: revision(stable), candidate: revision(candidate), since: splitSince(found, candidate) };
      }
      const delivery = inventory.get(key);
      return delivery && isDelivery(delivery) ? armsOfDelivery(delivery) : null;
    },
    /** Versions and moves of a service or another delivery, and versions of a model. */
    async marks({ settings: { of } }: KeptMonitor, signal: AbortSignalLike): Promise<readonly DriftMark[]> {
      if (of?.kind === 'delivery' && !isWorkspace(of.connection)) return deliveryMarks(of, { ledger, detail });
      if (!of || !isWorkspace(of.connection)) return [];
      const { connection } = of;
      const link = workspaces.of(connection).link();
      const [, service] = SERVICE.exec(of.id) ?? [];
      if (of.kind === 'delivery' && service !== undefined) {
        const { revisions, acts } = await link.request('services.get', { connection, service }, signal);
        const versions = revisions.map(({ createdAt, model, version }) => mark(createdAt, 'version', `${model} v${version}`, of));
        return [...versions, ...acts.filter(({ verb }) => isMove(verb)).map(({ at, verb }) => mark(at, 'delivery', verb, of))];
      }
      const model = of.kind === 'model' ? modelOfEntity(of.id) : null;
      if (model === null) return [];
      const { history } = await link.request('models.get', { connection, model }, signal);
      return history.map(({ createdAt, version }) => mark(createdAt, 'version', `${model} v${version}`, of));
    },
  };
}

const mark = (at: number, kind: DriftMark['kind'], label: string, entity: EntityKey): DriftMark => ({ at: Math.floor(at), kind, label, entity });
