import type { z } from 'zod';
import { Delivery } from './delivery';
import type { Entity, EntityKind } from './entity';
import { ModelEntity } from './model-entity';

/** The model of each kind: what an entity read from disk or from elsewhere must look like to be believed. */
export const ENTITY_MODELS = { delivery: Delivery, model: ModelEntity } satisfies Record<EntityKind, z.ZodType<Entity>>;
