import type { ConnectionTarget } from '../../../shared/models/connection';
import type { Failure } from '../../../shared/models/failure';

/** Where a connection leads, as it is kept on disk: references, never secrets. The kubeconfig is an absolute path. */
export type SystemRef = { readonly kubeconfig: string; readonly context: string };

/** A place that a connection could lead to. */
export type Discovered = {
  /** The same for the same place at every start. */
  readonly id: string;
  readonly ref: SystemRef;
  readonly target: ConnectionTarget;
  readonly namespace: string | null;
  /** The one that the operator's own tools use when they are told none. */
  readonly current: boolean;
  /** Why it cannot be used as it stands. */
  readonly failure: Failure | null;
};

export type Discovery = {
  readonly found: readonly Discovered[];
  readonly sources: readonly { readonly name: string; readonly failure: Failure | null }[];
};
