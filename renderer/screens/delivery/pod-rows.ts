import type { DeliveryPod } from '../../../shared/models/delivery-detail';
import type { Delivery } from '../../../shared/models/delivery';

export type PodRow = DeliveryPod & { readonly role: 'stable' | 'candidate' | 'old' };

/** What needs a look first: troubles, then what is not ready, the candidate's before the others. */
export function podRows(pods: readonly DeliveryPod[], { stableKey, candidateKey }: Pick<Delivery, 'stableKey' | 'candidateKey'>): readonly PodRow[] {
  const roleOf = (key: string | null): PodRow['role'] => {
    if (key !== null && key === candidateKey && candidateKey !== stableKey) return 'candidate';
    return key !== null && key === stableKey ? 'stable' : 'old';
  };
  const ROLES = ['candidate', 'stable', 'old'];
  return pods
    .map((pod) => ({ ...pod, role: roleOf(pod.revision) }))
    .toSorted(
      (a, b) =>
        Number(a.trouble === null) - Number(b.trouble === null) ||
        Number(a.ready) - Number(b.ready) ||
        ROLES.indexOf(a.role) - ROLES.indexOf(b.role) ||
        (a.name < b.name ? -1 : a.name > b.name ? 1 : 0),
    );
}

/** The container whose log is most worth reading: the one in trouble, or not ready, or the first. */
export function telling(pod: Pick<DeliveryPod, 'containers' | 'trouble'>): DeliveryPod['containers'][number] | null {
  const named = pod.trouble?.values['container'];
  return pod.containers.find(({ name }) => name === named) ?? pod.containers.find(({ ready }) => !ready) ?? pod.containers[0] ?? null;
}
