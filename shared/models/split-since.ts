import type { Service } from './service';

/** Since when the candidate has the share that it has: acts before that are of another split. */
export function splitSince({ acts, release, weights, createdAt }: Pick<Service, 'acts' | 'release' | 'weights' | 'createdAt'>, candidate: number): number {
  const share = weights.find(({ revision }) => revision === candidate)?.weight ?? 0;
  let since: number | null = null;
  for (const act of acts) {
    if (act.revision !== candidate || act.weight !== share) break;
    since = act.at;
  }
  return since ?? Math.max(createdAt, release.since);
}
