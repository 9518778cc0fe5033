import { z } from 'zod';
import type { ObjectChange } from '../../../shared/models/action';
import { LedgerLeaf, type LedgerPerson, type LedgerWhy } from '../../../shared/models/ledger-entry';
import { AppError, failure } from '../../../shared/models/failure';
import { canonicalJson } from './canonical-json';
import { commit, type Committed, digestOf, textsOf } from './commitment';
import { facetsOf, searchText } from './facets';
import { fit, fitText } from './fit';
import type { Frontier } from './frontier';
import type { LedgerFile } from './ledger-file';
import { leafHash } from './merkle';

export const LEAF_BYTES_MAX = 65_535;
/** What lies beside a leaf is bounded too. */
const PART_BYTES_MAX = 262_144;
const CHANGE_TEXT_MAX = 399_900;
/** An object's name in a change. */
const OBJECT_MAX = 1_000;

/** Levels whose finished subtrees are kept: a proof reads few of them, and an append seldom writes one. */
export const KEPT_LEVELS = 8;

/**
 * What is to be remembered. Number, time, session and commitments are the ledger's own.
 * `before` and `after` may be given where there are no `changes` to take them from: digests of texts that are kept nowhere.
 */
export type LedgerDraft = Omit<LedgerLeaf, 'v' | 'seq' | 'at' | 'session' | 'app' | 'who' | 'why' | 'before' | 'after'> &
  Partial<Pick<LedgerLeaf, 'before' | 'after'>> & { person: LedgerPerson | null; reasons: LedgerWhy | null; changes: readonly ObjectChange[] };

export type Stamp = { readonly at: number; readonly session: string; readonly app: string };
export type Written = { readonly seq: number; readonly hash: string; readonly frontier: Frontier };

/** Writes one entry with all that lies beside it, inside the caller's transaction. @throws ZodError for a draft of another shape; SQLite's errors */
export function writeEntry(file: LedgerFile, tree: Frontier, draft: LedgerDraft, stamp: Stamp): Written {
  const who = commitPart(draft.person);
  const why = commitPart(draft.reasons);
  const texts = draft.changes.map(fitChange);
  const [textBefore, textAfter] = [textsOf(texts, 'before'), textsOf(texts, 'after')];
  const seq = tree.size;
  const leaf = LedgerLeaf.parse({
    ...draft, // what lies beside the leaf is none of its members, and left out
    v: 1,
    seq,
    at: new Date(stamp.at).toISOString(),
    session: stamp.session,
    app: stamp.app,
    who: who?.digest ?? null,
    why: why?.digest ?? null,
    before: textBefore === null ? (draft.before ?? null) : digestOf(textBefore),
    after: textAfter === null ? (draft.after ?? null) : digestOf(textAfter),
  });
  const { bytes, fitted } = leafBytes(leaf);
  const hash = leafHash(bytes);
  const { frontier, finished } = tree.grow(hash);

  file.statement('INSERT INTO entry VALUES (?, ?, ?)').run(seq, hash, bytes);
  if (textBefore !== null && textAfter !== null) file.statement('INSERT INTO change VALUES (?, ?, ?)').run(seq, textBefore, textAfter);
  for (const node of finished) {
    if (node.level % KEPT_LEVELS === 0) file.statement('INSERT INTO node VALUES (?, ?, ?)').run(node.level, node.index, node.hash);
  }
  file.statement('UPDATE tree SET size = ?, root = ?, frontier = ? WHERE id = 0').run(frontier.size, frontier.root(), frontier.bytes());
  writeFacets(file, fitted);
  if (who || why) {
    file
      .statement('INSERT INTO person VALUES (?, ?, ?, ?, ?, ?)')
      .run(seq, who?.salt ?? null, who?.text ?? null, why?.salt ?? null, why?.text ?? null, searchText(who?.part ?? null, why?.part ?? null));
  }
  return { seq, hash: hash.toString('hex'), frontier };
}

function writeFacets(file: LedgerFile, leaf: LedgerLeaf): void {
  const { at, kind, verb, phase, connection, entity, intent } = facetsOf(leaf);
  const [connectionId, entityId] = [wordId(file, connection), wordId(file, entity)];
  file.statement('INSERT INTO facet VALUES (?, ?, ?, ?, ?, ?, ?, ?)').run(leaf.seq, at, kind, verb, phase, connectionId, entityId, intent);
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

function leafBytes(leaf: LedgerLeaf): { bytes: Buffer; fitted: LedgerLeaf } {
  const straight = textOf(leaf, LEAF_BYTES_MAX);
  if (straight !== null) return { bytes: Buffer.from(straight), fitted: leaf };
  const fitted = fit(leaf, (tried) => textOf(tried, LEAF_BYTES_MAX) !== null);
  const text = textOf(fitted, LEAF_BYTES_MAX);
  if (text === null) throw new AppError(failure('bug', { text: 'a leaf could not be cut to its greatest length' }));
  return { bytes: Buffer.from(text), fitted };
}

/** Canonical. Null where it is too long, or holds text that has no UTF-8. */
function textOf(value: object, most: number): string | null {
  try {
    const text = canonicalJson(value);
    return Buffer.byteLength(text) <= most ? text : null;
  } catch {
    return null; // mended and cut, it is tried again
  }
}

function commitPart<T extends object>(part: T | null): (Committed & { readonly part: T }) | null {
  if (!part) return null;
  const straight = textOf(part, PART_BYTES_MAX);
  if (straight !== null) return { ...commit(straight), part };
  const fitted = fit(part, (tried) => textOf(tried, PART_BYTES_MAX) !== null);
  return { ...commit(canonicalJson(fitted)), part: fitted };
}

const fitChange = ({ object, before, after }: ObjectChange): ObjectChange => ({
  object: fitText(object, OBJECT_MAX),
  before: fitText(before, CHANGE_TEXT_MAX),
  after: fitText(after, CHANGE_TEXT_MAX),
});
