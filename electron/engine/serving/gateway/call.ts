import type { PassedOn } from './passed-on';

/** A whole request. */
export type Call = {
  readonly content: string | Uint8Array;
  readonly head: number | null;
  /** Null: by the split. */
  readonly revision: number | null;
  /** What the caller is known by, where the service is sticky. */
  readonly key: string | null;
  /** For one that has none in its body. */
  readonly id: string | null;
  readonly headers?: PassedOn | undefined;
  /** Nobody waits for the answer any more. */
  readonly isGone: () => boolean;
};
export type Answered = { readonly status: number; readonly revision: number | null; readonly content: string | Uint8Array; readonly head: number | null };
