import type { Rollout } from './client';

const NAME_MAX = 100;

/** Who shares out traffic, by the engine's own name for it (`istio`, `nginx`, a plugin's …); null where nobody does but the number of pods. */
export function routerOf({ spec }: Rollout): string | null {
  if (spec.strategy.blueGreen) return 'Service';
  const { plugins, ...named } = spec.strategy.canary?.trafficRouting ?? {};
  const entries = [...Object.entries(named), ...(typeof plugins === 'object' && plugins !== null ? Object.entries(plugins) : [])];
  const [name] = entries.flatMap(([key, value]) => (typeof value === 'object' && value !== null && key !== 'managedRoutes' ? [key] : []));
  return name?.slice(0, NAME_MAX) ?? null;
}
