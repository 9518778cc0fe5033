import { deliveryAddress, DELIVERY_ROUTE } from '../../data/entity-address';
import type { Screen } from '../../parts/screen';
import { DeliveriesIcon } from '../../ui/icons';

/** One delivery: the cockpit. */
export const deliveryScreen: Screen = {
  id: 'delivery',
  title: 'delivery.title',
  icon: DeliveriesIcon,
  keywords: 'delivery.keywords',
  keys: null,
  place: { within: 'deliveries' },
  path: DELIVERY_ROUTE,
  shows: { kind: 'delivery', address: deliveryAddress },
  view: async () => ({ View: (await import('./delivery')).DeliveryPage }),
};
