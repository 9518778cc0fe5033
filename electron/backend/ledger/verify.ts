import { setImmediate as nextTurn } from 'node:timers/promises';
import { KEPT_LEVELS } from './derive';
import type { Fault } from './fault';
import { Frontier } from './frontier';
import type { Head } from './head-file';
import type { LedgerFile } from './ledger-file';
import { LEDGER_FILE } from './refusal';
import { checkBeside } from './verify-beside';
import { checkLeaves, type Seen } from './verify-leaves';

export type Verified = { readonly size: number; readonly root: string; readonly fault: Fault | null };

/** Entries that are read at once: the leaves of one kept subtree. */
const SLICE = 2 ** KEPT_LEVELS;
/** How long one turn of the event loop may be held. */
const TURN_MS = 4;

/**
 * Reads and checks all of the ledger, some milliseconds at a time, and stops at the first fault.
 * @param head what its end was when it was last written. @throws SQLite's errors; AppError `local`; AbortError
 */
export async function verifyAll(file: LedgerFile, head: Head | null, signal: AbortSignal): Promise<Verified> {
  const steps = verifySteps(file, head);
  for (let since = performance.now(); ; ) {
    signal.throwIfAborted();
    const { done, value } = steps.next();
    if (done) return value;
    if (performance.now() - since < TURN_MS) continue;
    await nextTurn();
    since = performance.now();
  }
}

/** Every leaf against its hash, the hashes against the root and the kept subtrees, what lies beside the leaves against them. */
function* verifySteps(file: LedgerFile, head: Head | null): Generator<undefined, Verified> {
  let tree = Frontier.EMPTY;
  const derived = file.derived();
  const seen: Seen = { derived: derived.size, roots: [{ size: derived.size, root: derived.rootHex() }, ...(head ? [head] : [])] };
  const end = (fault: Fault | null): Verified => ({ size: tree.size, root: tree.rootHex(), fault });
  // Entries that come meanwhile are taken along.
  for (let { size } = file.frontier(); tree.size < size; size = file.frontier().size) {
    while (tree.size < size) {
      const from = tree.size;
      const leaves = checkLeaves(file, tree, Math.min((Math.floor(from / SLICE) + 1) * SLICE, size), seen);
      if (leaves.fault) return end(leaves.fault);
      tree = leaves.tree;
      yield;
      const fault = yield* checkBeside(file, from, leaves.facts, seen.derived);
      if (fault) return end(fault);
      yield;
    }
  }
  return end(endFault(file, tree, head));
}

/** Whether the tree ends where its own record says, and where it was last seen to end. */
function endFault(file: LedgerFile, tree: Frontier, head: Head | null): Fault | null {
  if (head && head.size > tree.size) return lost(tree.size, head.size);
  const recorded = file.frontier();
  if (recorded.size === tree.size && !recorded.bytes().equals(tree.bytes())) {
    return { kind: 'root-differs', seq: null, text: 'the entries do not add up to the root that was kept' };
  }
  return null;
}

export const lost = (size: number, was: number): Fault => ({
  kind: 'entries-lost',
  seq: size,
  text: `${LEDGER_FILE} holds ${size} entries, but ${was} had been written`,
});
