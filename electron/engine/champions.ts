import { AppError, failure } from '../../shared/models/failure';
import type { ModelRegistry } from './models/model-registry';
import type { Services } from './releases/services';
import type { Against } from './stages/stages';

type Asked = { readonly service: string | null; readonly alias: boolean };

/** What a candidate is held against: what is stable in the service that is named, or in the only one of the model; else what the alias `champion` stands on. */
export function championOf(models: ModelRegistry, services: Services, model: string, { service: named, alias }: Asked): Against | null {
  const [only, ...others] = services.servicesOf(model);
  const service = named ?? (others.length === 0 && !alias ? only : undefined);
  if (service === undefined) return aliased(models, model);
  const stable = services.stableOf(service);
  if (stable.model !== model) throw new AppError(failure('conflict', { reason: 'service-other-model', values: { service, model: stable.model } }));
  return { version: stable.version, from: 'service', service, runs: stable.runs };
}

/** All that a candidate of the model can be held against. */
export function championsOf(models: ModelRegistry, services: Services, model: string): Against[] {
  const served = services.servicesOf(model).flatMap((service) => championOf(models, services, model, { service, alias: false }) ?? []);
  const alias = aliased(models, model);
  return alias ? [...served, alias] : served;
}

function aliased({ store }: ModelRegistry, model: string): Against | null {
  const found = store.aliases(model).find(({ alias }) => alias === CHAMPION);
  return found ? { version: found.version, from: 'alias', service: null, runs: null } : null;
}
const CHAMPION = 'champion';
