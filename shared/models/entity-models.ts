import type { z } from 'zod';
import { Delivery } from './delivery';
import { MonitorEntity } from './drift-monitor';
import type { Entity, EntityKind } from './entity';
import { AddressEntity } from './gateway-address';
import { ModelEntity } from './model-entity';

/** The model of each kind: what an entity read from disk or from elsewhere must look like to be believed. */
export const ENTITY_MODELS = { delivery: Delivery, model: ModelEntity, address: AddressEntity, monitor: MonitorEntity } satisfies Record<
  EntityKind,
  z.ZodType<Entity>
>;
