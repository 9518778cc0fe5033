import type { EntityKey } from '../../shared/models/entity';
import type { Address } from './address';

export const DELIVERY_ROUTE = '/deliveries/$connection/$id';

/** The page of one delivery. */
export const deliveryAddress = ({ connection, id }: EntityKey): Address => ({ to: DELIVERY_ROUTE, params: { connection, id } });
