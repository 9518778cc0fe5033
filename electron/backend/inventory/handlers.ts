import type { Handlers } from '../../../shared/api/verb';
import type { entitiesApi } from '../../../shared/api/entities';
import type { EntityKind } from '../../../shared/models/entity';
import type { Inventory } from './inventory';
import { subscribe } from './subscription';

/** `need` says that a kind is on screen, and gives back how to say that it is not any more. */
export function entitiesHandlers(inventory: Inventory, need: (kind: EntityKind) => () => void): Handlers<typeof entitiesApi> {
  return {
    'entities.watch': ({ kind, fields }, feed) => {
      const stop = subscribe(inventory, { kind, fields }, feed); // what is known goes out before a connection is opened for more
      const release = need(kind);
      return () => {
        stop();
        release();
      };
    },
  };
}
