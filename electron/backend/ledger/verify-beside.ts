import { z } from 'zod';
import { commitment, digestOf } from './commitment';
import { type LeafFacts, searchOf } from './facets';
import type { LedgerFile } from './ledger-file';
import { SqlBytes, SqlText } from './sql-bytes';
import type { Fault } from './fault';

/** Texts are read together up to so many bytes: some milliseconds' work. */
const TEXT_BYTES = 1_048_576;

/** As one value, like the leaves: canonical JSON holds no control character. */
const PERSONS = `
  SELECT CAST(group_concat(line, char(10)) AS BLOB) lines FROM (
    SELECT seq || char(31) || coalesce(hex(who_salt), '') || char(31) || coalesce(CAST(who AS TEXT), '') || char(31) || coalesce(hex(why_salt), '')
      || char(31) || coalesce(CAST(why AS TEXT), '') line
    FROM entry WHERE seq >= ? AND seq < ? AND (who IS NOT NULL OR why IS NOT NULL) ORDER BY seq)`;
/** Asked for by itself: that is quicker than joined. */
const SEARCHES = `
  SELECT CAST(group_concat(line, char(10)) AS BLOB) lines FROM (
    SELECT seq || char(31) || CAST(text AS TEXT) line FROM search WHERE seq >= ? AND seq < ? ORDER BY seq)`;
const LinesRow = z.object({ lines: SqlText.nullable() });
const PERSON_FIELDS = 5;

/** As one value too: numbers and lengths by turns. */
const SIZES = `
  SELECT '[' || coalesce(group_concat(seq || ',' || size), '') || ']' list FROM (
    SELECT seq, coalesce(octet_length(before), 0) + coalesce(octet_length(after), 0) size
    FROM entry WHERE seq >= ? AND seq < ? AND (before IS NOT NULL OR after IS NOT NULL) ORDER BY seq)`;
const SizesRow = z.object({ list: z.string() });
const Sizes = z.array(z.number());
const TEXTS = `
  SELECT count(*) count, CAST(group_concat(coalesce(CAST(before AS TEXT), '') || char(10) || coalesce(CAST(after AS TEXT), ''), char(10)) AS BLOB) texts
  FROM (SELECT before, after FROM entry WHERE seq >= ? AND seq <= ? AND (before IS NOT NULL OR after IS NOT NULL) ORDER BY seq)`;
const TextsRow = z.object({ count: z.number(), texts: SqlBytes.nullable() });

const LINE_END = 10;

/** Checks what lies beside a slice's leaves. Where it was erased there is nothing to check. Yields now and then, so that others get their turn. */
export function* checkBeside(file: LedgerFile, from: number, facts: readonly LeafFacts[], derived: number): Generator<undefined, Fault | null> {
  const to = from + facts.length;
  const expected: string[] = [];
  for (const line of linesOf(file, PERSONS, from, to)) {
    const parts = line.split('\u001f');
    const leaf = facts[Number(parts[0]) - from];
    if (!leaf || parts.length !== PERSON_FIELDS || !personFits(leaf, parts)) return changed(leaf?.seq ?? from, 'who or why');
    const search = leaf.seq < derived ? searchOf(parts[2] || null, parts[4] || null) : null;
    if (search !== null) expected.push(`${leaf.seq}\u001f${search}`);
  }
  const searches = linesOf(file, SEARCHES, from, Math.min(to, derived));
  const place =
    expected.length < searches.length ? searches.findIndex((line, at) => line !== expected[at]) : expected.findIndex((line, at) => line !== searches[at]);
  if (place >= 0) return changed(Number.parseInt(expected[place] ?? searches[place] ?? '', 10), 'what text filters look into');
  for (const batch of batchesOf(Sizes.parse(JSON.parse(SizesRow.parse(file.statement(SIZES).get(from, to)).list)))) {
    yield;
    const fault = textsFault(file, from, facts, batch);
    if (fault) return fault;
  }
  return null;
}

const TEXTS_NAME = 'the texts before and after';
const changed = (seq: number, what: string): Fault => ({ kind: 'leaf-changed', seq, text: `what lies beside entry ${seq} (${what}) does not fit it` });

const linesOf = (file: LedgerFile, sql: string, from: number, to: number): string[] =>
  LinesRow.parse(file.statement(sql).get(from, to)).lines?.split('\n') ?? [];

const personFits = (leaf: LeafFacts, [, whoSalt = '', who = '', whySalt = '', why = '']: readonly string[]): boolean =>
  fits(leaf.who, whoSalt, who) && fits(leaf.why, whySalt, why);

const fits = (digest: string | null, salt: string, part: string): boolean => (part === '' ? true : digest !== null && commitment(salt, part) === digest);

/** Numbers of entries whose texts are read together. */
function batchesOf(sizes: readonly number[]): number[][] {
  const batches: number[][] = [];
  let filled = 0;
  for (let at = 0; at < sizes.length; at += 2) {
    const [seq = 0, size = 0] = sizes.slice(at, at + 2);
    const last = batches.at(-1);
    if (last && filled + size <= TEXT_BYTES) {
      last.push(seq);
      filled += size;
    } else {
      batches.push([seq]);
      filled = size;
    }
  }
  return batches;
}

function textsFault(file: LedgerFile, from: number, facts: readonly LeafFacts[], seqs: readonly number[]): Fault | null {
  const [first = 0, last = 0] = [seqs[0], seqs.at(-1)];
  const { count, texts } = TextsRow.parse(file.statement(TEXTS).get(first, last));
  if (count !== seqs.length) return null; // some were erased in this moment
  if (!texts) return changed(first, TEXTS_NAME);
  let start = 0;
  for (const seq of seqs) {
    for (const side of ['before', 'after'] as const) {
      const found = texts.indexOf(LINE_END, start);
      const end = found === -1 ? texts.length : found;
      if (facts[seq - from]?.[side] !== digestOf(texts.subarray(start, end))) return changed(seq, TEXTS_NAME);
      start = end + 1;
    }
  }
  return null;
}
