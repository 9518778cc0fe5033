import { z } from 'zod';
import { KEPT_LEVELS } from './derive';
import type { LedgerFile } from './ledger-file';
import { nodeHash, type RangeRoot, rootOf, splitOf } from './merkle';
import { SqlBytes } from './sql-bytes';

/** Ranges up to this size are worked out from their leaves. */
const SMALL = 2 ** (KEPT_LEVELS - 1);

const HashRow = z.object({ hash: SqlBytes });
const HASHES = 'SELECT CAST(hash AS BLOB) hash FROM entry WHERE seq >= ? AND seq < ? ORDER BY seq';
const NODE = 'SELECT CAST(hash AS BLOB) hash FROM node WHERE level = ? AND place = ?';

/** Roots of parts of the tree, from the kept subtrees where there are any. */
export function rangeRoots(file: LedgerFile): RangeRoot {
  const rangeRoot: RangeRoot = (from, to) => {
    const size = to - from;
    if (size > SMALL) {
      const level = Math.log2(size);
      if (level % KEPT_LEVELS === 0 && from % size === 0) {
        const kept = HashRow.safeParse(file.statement(NODE).get(level, from / size));
        if (kept.success) return kept.data.hash;
      }
      const middle = from + splitOf(size);
      return nodeHash(rangeRoot(from, middle), rangeRoot(middle, to));
    }
    const rows = z.array(HashRow).parse(file.statement(HASHES).all(from, to));
    return rootOf(rows.map(({ hash }) => hash));
  };
  return rangeRoot;
}
