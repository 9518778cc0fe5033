/** A process for good: its number may be given again, never with the same start. */
export type ProcessId = { readonly pid: number; readonly started: string };
/** `session` 0 where the system does not tell it. */
export type ProcessRow = ProcessId & { readonly parent: number; readonly group: number; readonly session: number };

/** What a process was started with, as its system tells it: words, and what stands between them. */
export type ProcessStart = {
  /** The program first. */
  readonly command: string;
  /** `NAME=value` each. */
  readonly environment: string;
  readonly separator: '\0' | ' ';
};

/** What runs need of an operating system. */
export interface ProcessSystem {
  /** The dead whose parent has not asked for them yet are left out. */
  all(): Promise<readonly ProcessRow[]>;
  one(pid: number): Promise<ProcessRow | null>;
  /** Those of which it tells nothing are left out. */
  starts(pids: readonly number[]): Promise<ReadonlyMap<number, ProcessStart>>;
}
