import type { ConnectionTarget } from '../../../../shared/models/connection';
import type { Failure } from '../../../../shared/models/failure';

/** A context, and the absolute path of the file that sets it. */
export type ContextRef = { readonly kubeconfig: string; readonly context: string };

export type FoundContext = {
  /** The same for the same context of the same file at every start. */
  readonly id: string;
  readonly ref: ContextRef;
  readonly target: ConnectionTarget;
  readonly namespace: string | null;
  /** The one that kubectl uses when it is told none. */
  readonly current: boolean;
  /** Why it cannot be used as it stands. */
  readonly failure: Failure | null;
};

/** What the connectors' contract calls a discovery. */
export type FoundContexts = {
  readonly found: readonly FoundContext[];
  readonly sources: readonly { readonly name: string; readonly failure: Failure | null }[];
};
