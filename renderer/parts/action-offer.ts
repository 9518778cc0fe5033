import type { ActionRun } from '../../shared/models/action';
import type { ActionId } from '../../shared/models/action-id';
import type { Delivery } from '../../shared/models/delivery';
import type { Freshness } from '../../shared/models/freshness';
import type { WordId } from '../../shared/words/words';

/** Why an action cannot be pressed now, in words. */
export type Hindrance = { readonly word: WordId; readonly values?: Readonly<Record<string, string>> };

/** What stands in the way of every change of one delivery. */
export type OfferContext = {
  readonly appReadOnly: boolean;
  readonly connection: { readonly name: string; readonly readOnly: boolean } | null;
  readonly freshness: Freshness | undefined;
  readonly underWay: Pick<ActionRun, 'request'> | null;
};

/** The first thing that stands in the way of any change; null where nothing does. The backend judges all of it again. */
export function hindranceOf({ appReadOnly, connection, freshness, underWay }: OfferContext): Hindrance | null {
  if (appReadOnly) return { word: 'actions.off.app-read-only' };
  if (!connection) return { word: 'actions.off.no-connection' };
  if (connection.readOnly) return { word: 'actions.off.connection-read-only', values: { connection: connection.name } };
  if (freshness?.state !== 'live') return { word: 'actions.off.not-live', values: { connection: connection.name } };
  if (underWay) return { word: `actions.off.under-way.${underWay.request.action}` };
  return null;
}

/** Actions that a state offers, in the order in which they are drawn. */
export function offeredActions({ offers }: Pick<Delivery, 'offers'>, order: readonly ActionId[]): readonly ActionId[] {
  return order.filter((id) => offers.includes(id));
}
