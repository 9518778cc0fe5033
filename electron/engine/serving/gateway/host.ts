import type { Batching, HostState } from '../../../../shared/models/service';
import type { ModelSpec } from '../protocol/read-request';
import type { Done } from '../thread-messages';
import type { PassedOn } from './passed-on';

/** For what is under way when a host is to go, where nobody says how long that may take. */
export const DRAIN_MS = 30_000;

/** What answers for one revision: a thread with the model in it, or a server of the user's. It begins to load when it is made. */
export interface Host {
  readonly revision: number;
  readonly digest: string;
  readonly state: HostState;
  readonly isReady: boolean;
  /** What it takes and gives, as far as that is known. */
  readonly spec: ModelSpec | null;
  /** As the protocol names what runs a model. */
  readonly platform: string;
  /** Ready, or failed. */
  settled(): Promise<HostState>;
  /** Submitted, and not settled. */
  readonly underWay: number;
  /** `settle` is called exactly once, whatever becomes of the host. Bytes are given away. */
  submit(id: string, content: string | Uint8Array, head: number | null, settle: (done: Done) => void, headers?: PassedOn): void;
  /** From now on; null: each by itself. One that cannot does not. */
  batch(batching: Batching | null): void;
  /** Answers what is under way, then ends. No more is submitted. */
  drain(limitMs?: number): Promise<void>;
}
