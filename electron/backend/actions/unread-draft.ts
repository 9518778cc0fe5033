import { z } from 'zod';
import type { EntityKey } from '../../../shared/models/entity';
import { AppError, failure } from '../../../shared/models/failure';
import type { Draft } from '../connectors/contract';
import type { ActionParts } from './parts';

const Named = z.object({ uid: z.string(), engine: z.string(), namespace: z.string(), name: z.string() });

/**
 * What can be said of an action on a system that is not read now: what it would act on, as last seen, and nothing else.
 * A plan of it is always refused. @throws AppError `not-found` where not even that is known.
 */
export function unreadDraft({ inventory }: ActionParts, key: EntityKey): Draft {
  const known = Named.safeParse(inventory.get(key));
  if (!known.success) throw new AppError(failure('not-found', { reason: 'object-gone', values: { entity: key.id } }, key.connection));
  const { engine, ...named } = known.data;
  return {
    target: { ...key, ...named, engine, objectKind: engine },
    version: '',
    from: null,
    to: null,
    effects: [],
    commands: [],
    undo: null,
    rights: [],
    checks: [],
    writes: [],
    goal: { type: 'unread' },
    awaited: 'controller',
    withinMs: 0,
  };
}
