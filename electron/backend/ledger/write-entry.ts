import type { ObjectChange } from '../../../shared/models/action';
import { LedgerLeaf, type LedgerPerson, type LedgerWhy } from '../../../shared/models/ledger-entry';
import { AppError, failure } from '../../../shared/models/failure';
import { canonicalJson, canonicalMembers } from './canonical-json';
import { commit, digestOf, textsOf } from './commitment';
import { fit, fitText } from './fit';
import type { Frontier } from './frontier';
import type { LedgerFile } from './ledger-file';
import { prefixedLeafHash } from './merkle';

export const LEAF_BYTES_MAX = 65_535;
/** What lies beside a leaf is bounded too. */
const PART_BYTES_MAX = 262_144;
const CHANGE_TEXT_MAX = 399_900;
/** An object's name in a change. */
const OBJECT_MAX = 1_000;

/**
 * What is to be remembered. Number, time, session and commitments are the ledger's own.
 * `before` and `after` may be given where there are no `changes` to take them from: digests of texts that are kept nowhere.
 */
export type LedgerDraft = Omit<LedgerLeaf, 'v' | 'seq' | 'at' | 'session' | 'app' | 'who' | 'why' | 'before' | 'after'> &
  Partial<Pick<LedgerLeaf, 'before' | 'after'>> & { person: LedgerPerson | null; reasons: LedgerWhy | null; changes: readonly ObjectChange[] };

export type Stamp = { readonly at: number; readonly session: string; readonly app: string };
/** `tip` is the hash, as bytes. */
export type Written = { readonly seq: number; readonly hash: string; readonly tip: Buffer; readonly frontier: Frontier };

type Row = [seq: number, hash: Buffer, Buffer | null, string | null, Buffer | null, string | null, leaf: Buffer, string | null, string | null];

/** Writes one entry with all that lies beside it, inside the caller's transaction. @throws ZodError for a draft of another shape; SQLite's errors */
export function writeEntry(file: LedgerFile, tree: Frontier, draft: LedgerDraft, stamp: Stamp): Written {
  const row = rowOf(tree.size, draft, stamp);
  file.statement('INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)').run(...row);
  return written(tree, row);
}

/** One statement, and so a transaction of its own, that writes only where the last entry is still the one that was last seen. */
const BEHIND = 'INSERT INTO entry SELECT ?, ?, ?, ?, ?, ?, ?, ?, ? WHERE (SELECT hash FROM entry ORDER BY seq DESC LIMIT 1) = ?';

/** The same outside of a transaction. @returns null where the ledger has another end by now, and nothing was written. @throws as `writeEntry` */
export function writeBehind(
  file: LedgerFile,
  { tree, tip }: { readonly tree: Frontier; readonly tip: Buffer },
  draft: LedgerDraft,
  stamp: Stamp,
): Written | null {
  const row = rowOf(tree.size, draft, stamp);
  const { changes } = file.statement(BEHIND).run(...row, tip);
  return changes === 1 ? written(tree, row) : null;
}

const written = (tree: Frontier, [seq, tip]: Row): Written => ({ seq, hash: tip.toString('hex'), tip, frontier: tree.grow(tip).frontier });

function rowOf(seq: number, draft: LedgerDraft, stamp: Stamp): Row {
  const who = draft.person && commit(partText(draft.person));
  const why = draft.reasons && commit(partText(draft.reasons));
  const texts = draft.changes.map(fitChange);
  const [textBefore, textAfter] = [textsOf(texts, 'before'), textsOf(texts, 'after')];
  const leaf = leafOf(draft, {
    seq,
    stamp,
    who: who?.digest ?? null,
    why: why?.digest ?? null,
    before: textBefore === null ? (draft.before ?? null) : digestOf(textBefore),
    after: textAfter === null ? (draft.after ?? null) : digestOf(textAfter),
  });
  const prefixed = prefixedBytes(leafText(leaf));
  const [whoSalt, whoText, whySalt, whyText] = [who?.salt ?? null, who?.text ?? null, why?.salt ?? null, why?.text ?? null];
  return [seq, prefixedLeafHash(prefixed), whoSalt, whoText, whySalt, whyText, prefixed.subarray(1), textBefore, textAfter];
}

type Own = Pick<LedgerLeaf, 'seq' | 'who' | 'why' | 'before' | 'after'> & { readonly stamp: Stamp };

/** Member by member: to spread a draft takes longer than all that is done with it. @throws ZodError for a draft of another shape */
function leafOf(draft: LedgerDraft, { seq, who, why, before, after, stamp }: Own): LedgerLeaf {
  return LedgerLeaf.parse({
    after,
    app: stamp.app,
    at: new Date(stamp.at).toISOString(),
    auditIds: draft.auditIds,
    before,
    checks: draft.checks,
    failure: draft.failure,
    from: draft.from,
    goal: draft.goal,
    intent: draft.intent,
    kind: draft.kind,
    phase: draft.phase,
    plan: draft.plan,
    request: draft.request,
    seq,
    session: stamp.session,
    target: draft.target,
    to: draft.to,
    tookMs: draft.tookMs,
    v: 1,
    verb: draft.verb,
    verdict: draft.verdict,
    version: draft.version,
    where: draft.where,
    who,
    why,
  } satisfies LedgerLeaf);
}

/** With the 0x00 before it that is hashed along. */
function prefixedBytes(leaf: string): Buffer {
  const bytes = Buffer.allocUnsafe(1 + Buffer.byteLength(leaf));
  bytes[0] = 0;
  bytes.write(leaf, 1);
  return bytes;
}

const LEAF_KEYS = Object.keys(LedgerLeaf.shape).toSorted();
const canonicalLeaf = (leaf: LedgerLeaf): string => canonicalMembers(leaf, LEAF_KEYS);

function leafText(leaf: LedgerLeaf): string {
  const within = (tried: LedgerLeaf) => textOf(tried, LEAF_BYTES_MAX, canonicalLeaf);
  const text =
    within(leaf) ??
    textOf(
      fit(leaf, (tried) => within(tried) !== null),
      LEAF_BYTES_MAX,
      canonicalLeaf,
    );
  if (text === null) throw new AppError(failure('bug', { text: 'a leaf could not be cut to its greatest length' }));
  return text;
}

/** Null where it is too long, or holds text that has no UTF-8: mended and cut, it is tried again. */
function textOf<T>(value: T, most: number, canonical: (value: T) => string): string | null {
  try {
    const text = canonical(value);
    return Buffer.byteLength(text) <= most ? text : null;
  } catch {
    return null;
  }
}

const partText = (part: object): string =>
  textOf(part, PART_BYTES_MAX, canonicalJson) ?? canonicalJson(fit(part, (tried) => textOf(tried, PART_BYTES_MAX, canonicalJson) !== null));

const fitChange = ({ object, before, after }: ObjectChange): ObjectChange => ({
  object: fitText(object, OBJECT_MAX),
  before: fitText(before, CHANGE_TEXT_MAX),
  after: fitText(after, CHANGE_TEXT_MAX),
});
