import { z } from 'zod';
import type { ObjectChange } from '../../../shared/models/action';
import { LedgerPerson, LedgerWhy } from '../../../shared/models/ledger-entry';
import { commitment, digestOfTexts } from './commitment';
import { type LeafFacts, searchText } from './facets';
import type { LedgerFile } from './ledger-file';
import { SqlText } from './sql-bytes';
import type { Fault } from './verify';

/** Texts of changes are read together up to so many bytes: about a millisecond's work. */
const TEXT_BYTES = 262_144;

const PERSONS = `
  SELECT CAST(group_concat(line, char(10)) AS BLOB) lines FROM (
    SELECT seq || char(31) || coalesce(hex(who_salt), '') || char(31) || coalesce(CAST(who AS TEXT), '') || char(31) || coalesce(hex(why_salt), '')
      || char(31) || coalesce(CAST(why AS TEXT), '') || char(31) || CAST(search AS TEXT) line
    FROM person WHERE seq >= ? AND seq < ? ORDER BY seq)`;
const LinesRow = z.object({ lines: SqlText.nullable() });
const PERSON_FIELDS = 6;

const SizeRow = z.object({ seq: z.number(), size: z.number() });
const SIZES =
  'SELECT seq, sum(octet_length(object) + octet_length(before) + octet_length(after)) size FROM change WHERE seq >= ? AND seq < ? GROUP BY seq ORDER BY seq';
const ChangeRow = z.object({ seq: z.number(), object: SqlText, before: SqlText, after: SqlText });
const CHANGES = `
  SELECT seq, CAST(object AS BLOB) object, CAST(before AS BLOB) before, CAST(after AS BLOB) after
  FROM change WHERE seq >= ? AND seq <= ? ORDER BY seq, place`;

/** Checks what lies beside a slice's leaves. Where it was erased there is nothing to check. Yields now and then, so that others get their turn. */
export function* checkBeside(file: LedgerFile, from: number, facts: readonly LeafFacts[]): Generator<undefined, Fault | null> {
  const to = from + facts.length;
  const { lines } = LinesRow.parse(file.statement(PERSONS).get(from, to));
  for (const line of lines === null ? [] : lines.split('\n')) {
    const parts = line.split('\u001f');
    const leaf = facts[Number(parts[0]) - from];
    if (!leaf || parts.length !== PERSON_FIELDS || !personFits(leaf, parts)) return changed(leaf?.seq ?? from, 'who or why');
  }
  const sizes = z.array(SizeRow).parse(file.statement(SIZES).all(from, to));
  for (const batch of batchesOf(sizes)) {
    yield;
    const fault = textsFault(file, from, facts, batch);
    if (fault) return fault;
  }
  return null;
}

const changed = (seq: number, what: string): Fault => ({ kind: 'leaf-changed', seq, text: `what lies beside entry ${seq} (${what}) does not fit it` });

function personFits(leaf: LeafFacts, [, whoSalt = '', who = '', whySalt = '', why = '', search = '']: readonly string[]): boolean {
  return fits(leaf.who, whoSalt, who) && fits(leaf.why, whySalt, why) && search === searchOf(who, why);
}

const fits = (digest: string | null, salt: string, part: string): boolean =>
  part === '' ? true : digest !== null && commitment(Buffer.from(salt, 'hex'), Buffer.from(part)) === digest;

/** Both fitted their commitments, so they are JSON of ours. */
function searchOf(who: string, why: string): string | null {
  const person = who === '' ? null : LedgerPerson.safeParse(JSON.parse(who)).data;
  const reasons = why === '' ? null : LedgerWhy.safeParse(JSON.parse(why)).data;
  return person === undefined || reasons === undefined ? null : searchText(person, reasons);
}

type Batch = { readonly from: number; readonly to: number };

function batchesOf(sizes: readonly { seq: number; size: number }[]): Batch[] {
  const batches: Batch[] = [];
  let filled = 0;
  for (const { seq, size } of sizes) {
    const last = batches.at(-1);
    if (last && filled + size <= TEXT_BYTES) {
      batches[batches.length - 1] = { ...last, to: seq };
      filled += size;
    } else {
      batches.push({ from: seq, to: seq });
      filled = size;
    }
  }
  return batches;
}

function textsFault(file: LedgerFile, from: number, facts: readonly LeafFacts[], batch: Batch): Fault | null {
  const bySeq = new Map<number, ObjectChange[]>();
  for (const { seq, ...change } of z.array(ChangeRow).parse(file.statement(CHANGES).all(batch.from, batch.to))) {
    const known = bySeq.get(seq);
    if (known) known.push(change);
    else bySeq.set(seq, [change]);
  }
  for (const [seq, changes] of bySeq) {
    const leaf = facts[seq - from];
    if (leaf?.before !== digestOfTexts(changes, 'before') || leaf.after !== digestOfTexts(changes, 'after')) return changed(seq, 'the texts before and after');
  }
  return null;
}
