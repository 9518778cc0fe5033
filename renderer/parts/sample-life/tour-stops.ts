import type { WordId } from '../../../shared/words/words';
import type { Address } from '../../data/address';
import { serviceAddress } from '../../data/workspace-address';

/** What the sample's service is called. */
export const SERVICE = 'late-arrival';

/** `panel`: the heading of what is looked at, on the page at `address`; null: the page itself. */
export type TourStop = { readonly title: WordId; readonly text: WordId; readonly address: (connection: string) => Address; readonly panel: WordId | null };

const service = (connection: string) => serviceAddress(connection, SERVICE);

export const TOUR_STOPS: readonly TourStop[] = [
  { title: 'sample.tour.split', text: 'sample.tour.split.text', address: service, panel: 'delivery.split' },
  { title: 'sample.tour.evidence', text: 'sample.tour.evidence.text', address: service, panel: 'services.figures' },
  { title: 'sample.tour.button', text: 'sample.tour.button.text', address: service, panel: 'delivery.actions' },
  { title: 'sample.tour.ledger', text: 'sample.tour.ledger.text', address: () => ({ to: '/ledger' }), panel: null },
];
