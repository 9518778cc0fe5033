import type { Delivery } from '../../shared/models/delivery';
import type { DeliveryDetail } from '../../shared/models/delivery-detail';
import type { DriftMark } from '../../shared/models/drift-monitor';
import type { EntityKey } from '../../shared/models/entity';
import type { Connections } from './connections/connections';
import { onSession } from './deliveries/on-session';
import type { Ledger } from './ledger/ledger';

/** Acts that change who answers. */
export const MOVES = ['start', 'promote', 'promote-full', 'abort', 'roll-back', 'restore'] as const;
/** As many as a chart can tell apart. */
const ACTS_MAX = 200;
/** A cluster that says nothing for so long is not waited for: the ledger's own marks are shown. */
const DETAIL_MS = 5_000;

/** What happened to a delivery of a cluster: its revisions, as long as the cluster keeps them, and what was done with Pilothouse. */
export async function deliveryMarks(
  key: EntityKey,
  { ledger, detail }: { readonly ledger: Pick<Ledger, 'list'>; readonly detail: (key: EntityKey) => Promise<Pick<DeliveryDetail, 'revisions'> | null> },
): Promise<DriftMark[]> {
  const { rows } = ledger.list({ kinds: ['outcome'], phases: ['done'], verbs: [...MOVES], connections: [key.connection], entity: key.id }, null, ACTS_MAX);
  const acts = rows.map(({ at, verb }): DriftMark => ({ at: Date.parse(at), kind: 'delivery', label: verb ?? '', entity: key }));
  const known = await detail(key).catch(() => null);
  const versions = (known?.revisions ?? []).flatMap((revision): DriftMark[] =>
    revision.createdAt === null ? [] : [{ at: revision.createdAt, kind: 'version', label: nameOf(revision), entity: key }],
  );
  return [...versions, ...acts];
}

/** Its model, else its image, as short as they are told apart. */
function nameOf({ modelUri, images, number, key }: DeliveryDetail['revisions'][number]): string {
  const [, model, version] = /^models:\/([^/]+)\/(.+)$/.exec(modelUri ?? '') ?? [];
  if (model) return `${model} v${version}`;
  const whole = modelUri ?? images[0];
  return whole ? whole.slice(whole.lastIndexOf('/') + 1) : String(number ?? key ?? '');
}

/** What its system says of it now, its revisions among it; null where that cannot be asked, or does not answer in time. */
export const detailOf =
  (connections: Connections, find: (key: EntityKey) => Delivery | undefined) =>
  (key: EntityKey): Promise<DeliveryDetail | null> =>
    new Promise((resolve) => {
      const connector = find(key) && connections.connectorOf(key);
      const inspect = connector?.inspect;
      if (!inspect) return resolve(null);
      let stop: (() => void) | null = null;
      let isOver = false;
      const end = (detail: DeliveryDetail | null) => {
        isOver = true;
        clearTimeout(late);
        resolve(detail);
        stop?.();
      };
      const late = setTimeout(() => end(null), DETAIL_MS);
      const take = (detail: DeliveryDetail) => {
        if (!detail.loading.includes('revisions')) end(detail);
      };
      stop = onSession(connections, key.connection, (session, signal) => inspect.call(connector, session, key, take, signal));
      if (isOver) stop(); // it told at once
    });
