import type { EntityKey } from '../../shared/models/entity';
import type { Freshness } from '../../shared/models/freshness';
import { useConnections } from '../data/connections';
import { useRunUnderWay } from '../data/use-action';
import { useSettings } from '../data/watch';
import { useWords } from '../ui/use-words';
import { hindranceOf } from './action-offer';

/** Why nothing of this entity can be changed now, in words; null where it can. `freshness` is that of what is shown. */
export function useHindrance(entity: EntityKey, freshness: Freshness | undefined): string | null {
  const say = useWords();
  const connection = useConnections().byId.get(entity.connection) ?? null;
  const underWay = useRunUnderWay(entity);
  const appReadOnly = useSettings().value?.settings.readOnly ?? false;
  const hindrance = hindranceOf({ appReadOnly, connection, freshness, underWay });
  return hindrance && say(hindrance.word, hindrance.values);
}
