import type { deliveriesApi } from '../../../shared/api/deliveries';
import type { Handlers } from '../../../shared/api/verb';
import type { DeliveryDetail } from '../../../shared/models/delivery-detail';
import type { EntityKey } from '../../../shared/models/entity';
import { AppError, failure } from '../../../shared/models/failure';
import type { Connections } from '../connections/connections';
import type { Connector, LogNews } from '../connectors/contract';
import type { Inventory } from '../inventory/inventory';
import type { DeliveryHistory, HistoryPoint } from './history';
import { LogBuffer } from './log-buffer';
import { onSession } from './on-session';

export type DeliveriesRooms = {
  readonly connections: Connections;
  readonly inventory: Inventory;
  readonly history: DeliveryHistory;
  /** Whether a revision of a delivery was seen as the stable one, now or earlier. */
  readonly wasStable: (key: EntityKey, revision: string) => boolean;
};

export function deliveriesHandlers({ connections, inventory, history, wasStable }: DeliveriesRooms): Handlers<typeof deliveriesApi> {
  /** @throws AppError `not-found` where it is known to be gone, `unsupported`, `stale` where the connection is switched off. */
  const connectorFor = (key: EntityKey): Connector => {
    const connection = connections.get(key.connection);
    if (!connection.stored.options.enabled) throw new AppError(failure('stale', { reason: 'not-live', values: { state: 'off' } }, key.connection));
    const isGone = !inventory.get(key) && connection.view().freshness.state === 'live';
    if (isGone) throw new AppError(failure('not-found', { reason: 'object-gone', values: { entity: key.id } }, key.connection));
    return connections.connectorOf(key);
  };

  return {
    'deliveries.detail': (key, feed) => {
      const connector = connectorFor(key);
      const { inspect } = connector;
      if (!inspect) throw unsupported(key);
      let held: DeliveryDetail | null = null;
      const isProven = (revision: string | null) => revision !== null && wasStable(key, revision);
      const send = () => {
        if (!held || feed.congested) return;
        feed.push({ ...held, revisions: held.revisions.map((each) => (isProven(each.key) ? { ...each, everStable: 'yes' } : each)) });
        held = null;
      };
      const take = (detail: DeliveryDetail) => {
        held = detail;
        send();
      };
      feed.onDrain(send);
      return onSession(connections, key.connection, (session, signal) => inspect.call(connector, session, key, take, signal));
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
      const connector = connectorFor(entity);
      const { log: follow } = connector;
      if (!follow) throw unsupported(entity);
      const buffer = new LogBuffer();
      const send = () => {
        while (!feed.congested) {
          const news = buffer.take();
          if (!news) return;
          feed.push(news);
        }
      };
      const take = (news: LogNews) => {
        buffer.add(news);
        send();
      };
      feed.onDrain(send);
      let isAgain = false;
      return onSession(connections, entity.connection, (session, signal) => {
        // What was said between two sessions is not known.
        if (isAgain) take({ lines: [], gap: true, state: 'opening', failure: null });
        isAgain = true;
        follow.call(connector, session, { key: entity, ...log }, take, signal);
      });
    },
  };
}

const unsupported = ({ id, connection }: EntityKey) => new AppError(failure('unsupported', { values: { entity: id } }, connection));
