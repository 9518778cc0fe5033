import { prepareDeliveries } from '../../data/delivery-row';
import type { Screen } from '../../parts/screen';
import { DeliveriesIcon } from '../../ui/icons';

export const deliveriesScreen: Screen = {
  id: 'deliveries',
  title: 'deliveries.title',
  icon: DeliveriesIcon,
  keywords: 'deliveries.keywords',
  keys: 'g d',
  place: 'top',
  prepare: prepareDeliveries,
  view: async () => ({ View: (await import('./deliveries')).Deliveries }),
};
