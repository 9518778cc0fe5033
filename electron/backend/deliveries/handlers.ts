import type { deliveriesApi } from '../../../shared/api/deliveries';
import type { Handlers } from '../../../shared/api/verb';
import type { DeliveryDetail } from '../../../shared/models/delivery-detail';
import type { EntityKey } from '../../../shared/models/entity';
import { AppError, failure } from '../../../shared/models/failure';
import type { Connections } from '../connections/connections';
import type { Connector, Session } from '../connectors/contract';
import type { Inventory } from '../inventory/inventory';
import type { DeliveryHistory, HistoryPoint } from './history';
import { LogBuffer } from './log-buffer';

export type DeliveriesRooms = {
  readonly connections: Connections;
  readonly inventory: Inventory;
  readonly history: DeliveryHistory;
  /** Whether a revision of a delivery was seen as the stable one, now or earlier. */
  readonly wasStable: (key: EntityKey, revision: string) => boolean;
};

export function deliveriesHandlers({ connections, inventory, history, wasStable }: DeliveriesRooms): Handlers<typeof deliveriesApi> {
  /** @throws AppError `not-found`, `unsupported`; `local` reasons of a kubeconfig that leads nowhere. */
  const reach = (key: EntityKey): { readonly connector: Connector; readonly session: Session } => {
    const connection = connections.get(key.connection);
    const connector = connections.connectorOf(key);
    if (!connection.stored.options.enabled) throw new AppError(failure('stale', { reason: 'not-live', values: { state: 'off' } }, key.connection));
    if (!inventory.get(key) && connection.view().freshness.state === 'live')
      throw new AppError(failure('not-found', { values: { entity: key.id } }, key.connection));
    return { connector, session: connection.session() };
  };

  return {
    'deliveries.detail': (key, feed) => {
      const { connector, session } = reach(key);
      if (!connector.inspect) throw new AppError(failure('unsupported', { values: { entity: key.id } }, key.connection));
      const abort = new AbortController();
      let held: DeliveryDetail | null = null;
      const send = () => {
        if (!held || feed.congested) return;
        feed.push({ ...held, revisions: held.revisions.map((each) => (known(key, each.key) ? { ...each, everStable: 'yes' } : each)) });
        held = null;
      };
      const known = (of: EntityKey, revision: string | null) => revision !== null && wasStable(of, revision);
      feed.onDrain(send);
      connector.inspect(
        session,
        key,
        (detail) => {
          held = detail;
          send();
        },
        abort.signal,
      );
      return () => abort.abort();
    },

    'deliveries.history': (key, feed) => {
      const release = connections.need(key.kind);
      let isBehind = false;
      const sendAll = () => {
        isBehind = false;
        feed.push({ reset: true, points: [...history.points(key)] });
      };
      const stop = history.listen(key, (point: HistoryPoint) => {
        if (feed.congested) isBehind = true;
        else feed.push({ reset: false, points: [point] });
      });
      feed.onDrain(() => isBehind && sendAll());
      sendAll();
      return () => {
        stop();
        release();
      };
    },

    'deliveries.log': ({ entity, ...log }, feed) => {
      const { connector, session } = reach(entity);
      if (!connector.log) throw new AppError(failure('unsupported', { values: { entity: entity.id } }, entity.connection));
      const abort = new AbortController();
      const buffer = new LogBuffer();
      const send = () => {
        while (!feed.congested) {
          const news = buffer.take();
          if (!news) return;
          feed.push(news);
        }
      };
      feed.onDrain(send);
      connector.log(
        session,
        { key: entity, ...log },
        (news) => {
          buffer.add(news);
          send();
        },
        abort.signal,
      );
      return () => abort.abort();
    },
  };
}
