import type { Entry, Kubeconfig } from './parse-kubeconfig';

/**
 * Merges as client-go does: the first file to set a cluster, user or context of a name sets all of it, and the first that
 * has a current context sets that. A broken entry hides later ones of its name: another's of the same name might lead elsewhere.
 */
export function mergeKubeconfigs(files: readonly Kubeconfig[]): Kubeconfig {
  return {
    currentContext: files.find((file) => file.currentContext !== '')?.currentContext ?? '',
    clusters: firstWins(files.map((file) => file.clusters)),
    users: firstWins(files.map((file) => file.users)),
    contexts: firstWins(files.map((file) => file.contexts)),
    fault: files.find((file) => file.fault !== null)?.fault ?? null,
  };
}

function firstWins<T>(maps: readonly ReadonlyMap<string, Entry<T>>[]): Map<string, Entry<T>> {
  const merged = new Map<string, Entry<T>>();
  for (const map of maps) {
    for (const [name, entry] of map) if (!merged.has(name)) merged.set(name, entry);
  }
  return merged;
}
