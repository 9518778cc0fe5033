import { modelOfEntity, monitorOfEntity } from '../../shared/models/entity-ids';
import type { EntityKey } from '../../shared/models/entity';
import type { Address } from './address';
import { monitorAddress } from './drift';
import { modelAddress } from './workspace-address';

export const DELIVERY_ROUTE = '/deliveries/$connection/$id';

/** The page of one delivery. */
export const deliveryAddress = ({ connection, id }: EntityKey): Address => ({ to: DELIVERY_ROUTE, params: { connection, id } });

/** The page of a model of a workspace. */
export const modelEntityAddress = ({ connection, id }: EntityKey): Address => modelAddress(connection, modelOfEntity(id) ?? id);

/** The page of any entity. */
export function entityAddress(key: EntityKey): Address {
  if (key.kind === 'address') return { to: '/services' };
  if (key.kind === 'monitor') return monitorAddress(monitorOfEntity(key.id) ?? key.id);
  return key.kind === 'model' ? modelEntityAddress(key) : deliveryAddress(key);
}
