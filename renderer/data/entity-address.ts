import type { EntityKey } from '../../shared/models/entity';
import { modelOfEntity } from '../../shared/models/model-entity';
import type { Address } from './address';
import { modelAddress } from './workspace-address';

export const DELIVERY_ROUTE = '/deliveries/$connection/$id';

/** The page of one delivery. */
export const deliveryAddress = ({ connection, id }: EntityKey): Address => ({ to: DELIVERY_ROUTE, params: { connection, id } });

/** The page of a model of a workspace. */
export const modelEntityAddress = ({ connection, id }: EntityKey): Address => modelAddress(connection, modelOfEntity(id) ?? id);

/** The page of any entity. */
export const entityAddress = (key: EntityKey): Address => (key.kind === 'model' ? modelEntityAddress(key) : deliveryAddress(key));
