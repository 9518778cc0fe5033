import type { z } from 'zod';
import type { ledgerApi } from '../../../shared/api/ledger';
import type { LedgerFile } from './ledger-file';
import { inclusionPath } from './merkle';
import { linkedRows, readChanges, readEntry } from './read-entries';
import { rangeRoots } from './tree-ranges';

export type LedgerDetail = z.output<(typeof ledgerApi)['ledger.get']['output']>;

/** One entry with all that lies beside it, what it is linked to, and its place in the tree. @returns null where there is none. @throws AppError `local` */
export function readDetail(file: LedgerFile, seq: number): LedgerDetail | null {
  const stored = readEntry(file, seq);
  if (!stored) return null;
  const tree = file.frontier();
  const path = inclusionPath(seq, tree.size, rangeRoots(file)).map((hash) => hash.toString('hex'));
  const proof = { size: tree.size, root: tree.root().toString('hex'), path };
  return { ...stored, changes: readChanges(file, seq), linked: linkedRows(file, stored.entry), proof };
}
