import type { Discovery, SystemRef } from '../lib/discovery';
import type { Log } from '../lib/log';
import type { ClusterAccess } from './cluster-access';
import { HeldAccess } from './held-access';
import { KubeSession } from './session';
import { WakeWatch } from './wake';

/** What is needed of the operator's kubeconfig files. */
export interface ClusterSource {
  /** Throws AppError where the context cannot be used. */
  access(ref: SystemRef): ClusterAccess;
  onChange(ref: SystemRef, listener: () => void): () => void;
  discover(listener: (discovery: Discovery) => void): () => void;
}

/** Satisfies `System` of the connectors' contract. */
export interface KubernetesSystem {
  readonly id: 'kubernetes';
  discover(listener: (discovery: Discovery) => void): () => void;
  open(ref: SystemRef): KubeSession;
}

export function createKubernetesSystem({ kubeconfigs, log }: { kubeconfigs: ClusterSource; log: Log }): KubernetesSystem {
  const wake = new WakeWatch();
  return {
    id: 'kubernetes',
    discover: (listener) => kubeconfigs.discover(listener),
    open(ref) {
      const source = new HeldAccess(
        () => kubeconfigs.access(ref),
        (listener) => kubeconfigs.onChange(ref, listener),
      );
      const fallback = { context: ref.context, server: '', user: '', source: ref.kubeconfig, insecure: false };
      return new KubeSession({ source, wake, log, fallback });
    },
  };
}
