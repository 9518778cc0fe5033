import { prepareLive } from '../../data/live';
import type { Screen } from '../../parts/screen';
import { DeliveriesIcon } from '../../ui/icons';
import { DELIVERY_FIELDS } from './delivery-row';

export const deliveriesScreen: Screen = {
  id: 'deliveries',
  title: 'deliveries.title',
  icon: DeliveriesIcon,
  keywords: 'deliveries.keywords',
  keys: 'g d',
  place: 'top',
  prepare: () => prepareLive('delivery', DELIVERY_FIELDS),
  view: async () => ({ View: (await import('./deliveries')).Deliveries }),
};
