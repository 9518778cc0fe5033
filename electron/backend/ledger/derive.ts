import { z } from 'zod';
import { inTransaction } from '../storage/database';
import { facetsOf, LeafFacts, searchOf } from './facets';
import type { FinishedNode } from './frontier';
import type { LedgerFile } from './ledger-file';
import { refusal } from './refusal';
import { SqlHash, SqlText } from './sql-bytes';

/** Levels whose finished subtrees are kept: a proof reads few of them, and they are seldom written. */
export const KEPT_LEVELS = 8;
/** Entries that are read at once. */
const BATCH = 256;

const NEW = `
  SELECT seq, CAST(hash AS BLOB) hash, CAST(leaf AS BLOB) leaf, CAST(who AS BLOB) who, CAST(why AS BLOB) why
  FROM entry WHERE seq >= ? AND seq < ? ORDER BY seq`;
const NewRow = z.object({ seq: z.number(), hash: SqlHash, leaf: SqlText, who: SqlText.nullable(), why: SqlText.nullable() });
type NewRow = z.output<typeof NewRow>;
const NewRows = z.array(NewRow);

/**
 * What filters, searches and proofs need of the entries that have come since. It is no part of what is acknowledged: what a power cut
 * takes of it is worked out again, so it is not waited for until it is on disk. @returns how many entries it is worked out of
 */
export function deriveNow(file: LedgerFile): number {
  const { database } = file;
  let size = 0;
  database.pragma('synchronous = NORMAL');
  try {
    inTransaction(database, () => {
      size = derive(file);
    });
    return size;
  } catch (error) {
    file.words.clear();
    throw error;
  } finally {
    database.pragma('synchronous = FULL');
  }
}

/** The same within the caller's transaction. */
export function derive(file: LedgerFile): number {
  const start = file.derived();
  let tree = start;
  for (let from = tree.size; from === tree.size; from += BATCH) {
    const { data } = NewRows.safeParse(file.statement(NEW).all(from, from + BATCH));
    if (!data) throw refusal('store-corrupt', `the entries from ${from} on cannot be read`);
    for (const row of data) {
      if (row.seq !== tree.size) break; // one before it is missing: the check says so
      const { frontier, finished } = tree.grow(row.hash);
      finished.forEach((node) => keep(file, node));
      repeat(file, row);
      tree = frontier;
    }
  }
  if (tree.size > start.size) file.statement('UPDATE tree SET size = ?, root = ?, frontier = ? WHERE id = 0').run(tree.size, tree.root(), tree.bytes());
  return tree.size;
}

function keep(file: LedgerFile, { level, index, hash }: FinishedNode): void {
  if (level % KEPT_LEVELS === 0) file.statement('INSERT OR REPLACE INTO node VALUES (?, ?, ?)').run(level, index, hash);
}

function repeat(file: LedgerFile, { seq, leaf, who, why }: NewRow): void {
  const search = searchOf(who, why);
  if (search !== null) file.statement('INSERT OR REPLACE INTO search VALUES (?, ?)').run(seq, search);
  const facts = factsOf(leaf);
  if (!facts) return; // the check says so
  const { at, kind, verb, phase, connection, entity, intent } = facetsOf(facts);
  const [connectionId, entityId] = [wordId(file, connection), wordId(file, entity)];
  file.statement('INSERT OR REPLACE INTO facet VALUES (?, ?, ?, ?, ?, ?, ?, ?)').run(seq, at, kind, verb, phase, connectionId, entityId, intent);
}

function factsOf(leaf: string): LeafFacts | null {
  try {
    return LeafFacts.parse(JSON.parse(leaf));
  } catch {
    return null;
  }
}

const WordRow = z.object({ id: z.number() });

function wordId(file: LedgerFile, text: string | null): number | null {
  if (text === null) return null;
  const known = file.words.get(text);
  if (known !== undefined) return known;
  file.statement('INSERT OR IGNORE INTO word (text) VALUES (?)').run(text);
  const { id } = WordRow.parse(file.statement('SELECT id FROM word WHERE text = ?').get(text));
  file.words.set(text, id);
  return id;
}
