import { prepareDeliveries } from '../../data/delivery-row';
import type { Screen } from '../../parts/screen';
import { DeliveriesIcon } from '../../ui/icons';
import { Deliveries } from './deliveries';

export const deliveriesScreen: Screen = {
  id: 'deliveries',
  title: 'deliveries.title',
  icon: DeliveriesIcon,
  keywords: 'deliveries.keywords',
  keys: 'g d',
  place: 'top',
  prepare: prepareDeliveries,
  view: async () => ({ View: Deliveries }), // where most starts end: its code comes with the frame's
};
