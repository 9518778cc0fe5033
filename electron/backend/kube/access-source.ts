import type { ClusterAccess } from './cluster-access';

/** Where the way to one cluster comes from: one context of the operator's kubeconfig files. */
export interface AccessSource {
  /** The way of now. Throws AppError where the kubeconfig is broken or lacks the context. */
  access(): ClusterAccess;
  /** Calls after anything of it changed on disk, also when only a token was rotated. */
  onChange(listener: () => void): () => void;
}
