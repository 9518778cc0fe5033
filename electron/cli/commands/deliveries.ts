import type { Client } from '../../../shared/api/client';
import type { Freshness } from '../../../shared/models/freshness';
import { say, table } from '../text';
import { numberOf, type Options } from '../arguments';
import { EXIT, type Exit } from '../exit';
import { type Reached, reachDeliveries } from '../reach';

const WAIT_S = 20;

/** Lists deliveries. A connection that could not be read is named on standard error, and the exit code says that the list is not whole. */
export async function deliveries(client: Client, options: Options): Promise<Exit> {
  const reached = await reachDeliveries(client, options.connection, numberOf('wait', options.wait, WAIT_S) * 1000);
  reached.release();
  const { namespace, state } = options;
  const shown = reached.deliveries
    .filter((delivery) => (namespace === undefined || delivery.namespace === namespace) && (state === undefined || delivery.state === state))
    .toSorted((a, b) => a.connection.localeCompare(b.connection) || a.id.localeCompare(b.id));
  if (options.json) process.stdout.write(`${JSON.stringify({ deliveries: shown, freshness: Object.fromEntries(reached.freshness) })}\n`);
  else if (shown.length > 0) {
    const head = ['CONNECTION', 'DELIVERY', 'STATE', 'CANDIDATE', 'STEP', 'REASON'];
    const nameOf = new Map(reached.connections.map(({ id, name }) => [id, name]));
    const rows = shown.map(({ connection, id, state: now, reason, split, step, steps }) => [
      nameOf.get(connection) ?? connection,
      id,
      say(`deliveries.state.${now}`),
      percent(split?.reported ?? split?.desired ?? split?.pods ?? null),
      step === null ? '' : `${Math.min(step + 1, steps.length)}/${steps.length}`,
      say(`deliveries.reason.${reason}`),
    ]);
    process.stdout.write(`${table([head, ...rows])}\n`);
  }
  return tellUnread(reached) ? EXIT.failed : EXIT.done;
}

const percent = (share: number | null): string => (share === null ? '' : `${Math.round(share)} %`);

/** Names what is not live, and since when its values are not. @returns whether there was any. */
export function tellUnread({ connections, freshness }: Reached): boolean {
  const unread = connections.filter(({ id }) => freshness.get(id)?.state !== 'live');
  for (const { id, name } of unread) process.stderr.write(`${name}: ${describe(freshness.get(id))}\n`);
  return unread.length > 0;
}

function describe(freshness: Freshness | undefined): string {
  if (!freshness || freshness.state === 'live') return 'not answered';
  const asOf = 'asOf' in freshness && freshness.asOf !== null ? `, values of ${new Date(freshness.asOf).toISOString()}` : '';
  const why = 'failure' in freshness ? ` (${freshness.failure.detail.reason ?? freshness.failure.code})` : '';
  return `${freshness.state}${why}${asOf}`;
}
