import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '../../shared/api/client';
import { untilEvent } from '../../shared/api/until-event';
import { Delivery } from '../../shared/models/delivery';
import { parseEntityLink } from '../../shared/models/entity-link';
import type { Freshness } from '../../shared/models/freshness';
import type { Connection } from '../../shared/models/connection';
import { AppError } from '../../shared/models/failure';
import { BadInput } from './exit';

export type Reached = {
  readonly connections: readonly Connection[];
  readonly deliveries: readonly Delivery[];
  readonly freshness: ReadonlyMap<string, Freshness>;
};

const FIELDS = Object.keys(Delivery.shape);
const LOOK_EVERY_MS = 20;

/** The deliveries of the connections that are asked for, once each has answered or `waitMs` is over. What did not answer is told by its freshness. */
export async function reachDeliveries(client: Client, which: string | undefined, waitMs: number): Promise<Reached & { release: () => void }> {
  const connections = await pickConnections(client, which);
  const wanted = new Set(connections.map(({ id }) => id));
  const deliveries = new Map<string, Delivery>();
  const freshness = new Map<string, Freshness>();
  const seen: { complete: boolean; fault?: AppError } = { complete: false };
  const release = client.watch(
    'entities.watch',
    { kind: 'delivery', fields: FIELDS },
    (batch) => {
      for (const { connection, id, fields } of batch.put) {
        const found = Delivery.safeParse({ ...deliveries.get(`${connection}|${id}`), ...fields });
        if (found.success) deliveries.set(`${connection}|${id}`, found.data);
      }
      for (const { connection, id } of batch.drop) deliveries.delete(`${connection}|${id}`);
      for (const [connection, now] of Object.entries(batch.freshness)) freshness.set(connection, now);
      seen.complete = batch.complete;
    },
    (failure) => (seen.fault = new AppError(failure)),
  );
  const until = performance.now() + waitMs;
  const answered = () => seen.complete && [...wanted].every((id) => isAnswered(freshness.get(id)));
  while (!answered() && !seen.fault && performance.now() < until) await sleep(LOOK_EVERY_MS);
  if (seen.fault) throw seen.fault;
  return { connections, freshness, deliveries: [...deliveries.values()].filter(({ connection }) => wanted.has(connection)), release };
}

/** `stale` is an answer too: it will not be live soon. */
const isAnswered = (freshness: Freshness | undefined): boolean => freshness?.state === 'live' || freshness?.state === 'stale' || freshness?.state === 'off';

async function pickConnections(client: Client, which: string | undefined): Promise<Connection[]> {
  const all = await untilEvent(client, 'connections.watch', {}, ({ connections }) => connections);
  // An open workspace is what the command was told to look at.
  const workspace = all.filter(({ system }) => system === 'local');
  if (which === undefined) return workspace.length > 0 ? workspace : all.filter(({ enabled, system }) => enabled && system !== 'object-store');
  const found = all.filter(({ id, name }) => id === which || name === which);
  if (found.length !== 1)
    throw new BadInput(found.length === 0 ? `there is no connection “${which}”` : `several connections are called “${which}”: use its id`);
  return found;
}

/** One delivery by `namespace/name`, `engine/namespace/name`, or a `pilothouse://` link. @throws BadInput */
export function findDelivery({ deliveries }: Reached, wanted: string): Delivery {
  const link = parseEntityLink(wanted);
  const fits = ({ id, connection, namespace, name }: Delivery) =>
    link ? id === link.id && connection === link.connection : id === wanted || [...(namespace === '' ? [] : [namespace]), name].join('/') === wanted;
  const found = deliveries.filter(fits);
  const [only] = found;
  if (only && found.length === 1) return only;
  if (!only) throw new BadInput(`there is no delivery “${wanted}” in what was read`);
  throw new BadInput(
    `“${wanted}” is not one delivery but ${found.length}: ${found.map(({ connection, id }) => `${connection}: ${id}`).join(', ')}. Add --connection, or the engine.`,
  );
}
