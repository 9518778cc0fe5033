import { z } from 'zod';
import { ActionId } from './action-id';
import { type Entity, EntityKey } from './entity';
import { ModelName, ModelRow } from './model';

/** A model of a registry as the inventory holds it: what moves it, and what every screen may say of it. The rest is asked for by name. */
export const ModelEntity = EntityKey.extend({
  kind: z.literal('model'),
  /** Another model under the name of one that was deleted is another. */
  uid: z.string(),
  /** The registry that it is in: the id of its connector. */
  engine: z.literal('local'),
  namespace: z.literal(''),
  name: ModelName,
  ...ModelRow.pick({ aliases: true, latest: true, versions: true, integrity: true, createdAt: true, updatedAt: true }).shape,
  offers: z.array(ActionId),
});
export type ModelEntity = z.infer<typeof ModelEntity>;

/** What the inventory holds under this kind was mapped by a connector or parsed from the store: the kind alone tells its shape. */
export const isModel = (entity: Entity): entity is Entity & ModelEntity => entity.kind === 'model';
