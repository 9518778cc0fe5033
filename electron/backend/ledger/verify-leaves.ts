import { z } from 'zod';
import type { FinishedNode, Frontier } from './frontier';
import { KEPT_LEVELS } from './derive';
import { facetsOf, LeafFacts } from './facets';
import type { Head } from './head-file';
import type { LedgerFile } from './ledger-file';
import { leafHash, perfectRoot, prefixedLeafHash } from './merkle';
import { SqlBytes } from './sql-bytes';
import type { Fault } from './fault';

export type CheckedLeaves = { readonly tree: Frontier; readonly facts: readonly LeafFacts[]; readonly fault: null } | { readonly fault: Fault };

/**
 * A slice comes as one value: a row for each leaf costs many times what the check itself does. Leaves hold no line break
 * (canonical JSON escapes it); one that holds it now has been changed, and is found row by row.
 */
const LEAVES = `
  SELECT count(*) count, CAST(char(10) || group_concat(leaf, char(10)) || char(10) AS BLOB) leaves, CAST(group_concat(hex(hash), '') AS BLOB) hashes
  FROM (SELECT leaf, hash FROM entry WHERE seq >= ? AND seq < ? ORDER BY seq)`;
const SliceRow = z.object({ count: z.number(), leaves: SqlBytes, hashes: SqlBytes });

const FACETS = `
  SELECT CAST(group_concat(line, char(10)) AS BLOB) lines FROM (
    SELECT seq || '|' || at || '|' || kind || '|' || coalesce(verb, '') || '|' || coalesce(phase, '') || '|' || coalesce(c.text, '')
      || '|' || coalesce(e.text, '') || '|' || coalesce(intent, '') line
    FROM facet LEFT JOIN word c ON c.id = connection LEFT JOIN word e ON e.id = entity WHERE seq >= ? AND seq < ? ORDER BY seq)`;
const FacetsRow = z.object({ lines: SqlBytes.nullable() });

const NODE = 'SELECT CAST(hash AS BLOB) hash FROM node WHERE level = ? AND place = ?';
const NodeRow = z.object({ hash: SqlBytes });

const LINE_END = 10;
const [LIST_BEGIN, COMMA, LIST_END] = [0x5b, 0x2c, 0x5d];
const Facts = z.array(LeafFacts);

/** What was known when the check began: how far all else was worked out, and roots that the tree must have passed. */
export type Seen = { readonly derived: number; readonly roots: readonly Head[] };

/** Checks the entries from the tree's end to before `to`, and what is derived from them, and lets the tree grow by them. */
export function checkLeaves(file: LedgerFile, tree: Frontier, to: number, seen: Seen): CheckedLeaves {
  const from = tree.size;
  const read = readSlice(file, from, to);
  if (!read) return { fault: locate(file, from, to) };
  const growth = grow(tree, read.hashes, seen.roots);
  if (!growth.fits) return { fault: differs(0, to) };
  for (const { level, index, hash } of growth.finished) {
    if (level % KEPT_LEVELS === 0 && (index + 1) * 2 ** level <= seen.derived && !keeps(file, level, index, hash))
      return { fault: differs(index * 2 ** level, to) };
  }
  const expected = read.facts.slice(0, Math.max(0, seen.derived - from)).map(facetLine);
  const { lines } = expected.length === 0 ? { lines: null } : FacetsRow.parse(file.statement(FACETS).get(from, from + expected.length));
  if (expected.length > 0 && !(lines && Buffer.from(expected.join('\n')).equals(lines))) {
    const found = Buffer.from(lines ?? [])
      .toString()
      .split('\n');
    const seq = from + expected.findIndex((line, index) => line !== found[index]);
    return { fault: { kind: 'leaf-changed', seq, text: `what filters know of entry ${seq} is not what it says` } };
  }
  return { tree: growth.tree, facts: read.facts, fault: null };
}

type Growth = { readonly tree: Frontier; readonly finished: readonly FinishedNode[] /** Not another tree than was last seen. */; readonly fits: boolean };

function grow(tree: Frontier, hashes: readonly Buffer[], roots: readonly Head[]): Growth {
  const end = tree.size + hashes.length;
  const passes = (at: Frontier) => roots.every(({ size, root }) => size !== at.size || root === at.rootHex());
  if (hashes.length === 2 ** KEPT_LEVELS && roots.every(({ size }) => size <= tree.size || size >= end)) {
    const { frontier, finished } = tree.grow(perfectRoot([...hashes]), KEPT_LEVELS);
    return { tree: frontier, finished, fits: passes(frontier) };
  }
  let grown = tree;
  let fits = true;
  const finished: FinishedNode[] = [];
  for (const hash of hashes) {
    const step = grown.grow(hash);
    finished.push(...step.finished);
    grown = step.frontier;
    fits &&= passes(grown);
  }
  return { tree: grown, finished, fits };
}

function facetLine(facts: LeafFacts): string {
  const { at, kind, verb, phase, connection, entity, intent } = facetsOf(facts);
  return `${facts.seq}|${at}|${kind}|${verb ?? ''}|${phase ?? ''}|${connection ?? ''}|${entity ?? ''}|${intent ?? ''}`;
}

const keeps = (file: LedgerFile, level: number, place: number, hash: Buffer): boolean => {
  const row = NodeRow.safeParse(file.statement(NODE).get(level, place));
  return row.success && hash.equals(row.data.hash);
};

const differs = (from: number, to: number): Fault => ({
  kind: 'root-differs',
  seq: null,
  text: `the entries ${from} to ${to - 1} do not add up to the root that was kept of them`,
});

type Slice = { readonly hashes: readonly Buffer[]; readonly facts: readonly LeafFacts[] };

/** The slice where all leaves are there and fit their hashes; else null. */
function readSlice(file: LedgerFile, from: number, to: number): Slice | null {
  const row = SliceRow.safeParse(file.statement(LEAVES).get(from, to));
  if (!row.success || row.data.count !== to - from) return null;
  const { leaves } = row.data;
  const hashes: Buffer[] = [];
  // The bytes are ours alone: what parts two leaves becomes the prefix that is hashed, then the comma of a list, without a copy.
  for (let start = 0; start < leaves.length - 1; ) {
    const found = leaves.indexOf(LINE_END, start + 1);
    const end = found === -1 ? leaves.length : found;
    leaves[start] = 0;
    hashes.push(prefixedLeafHash(leaves.subarray(start, end)));
    leaves[start] = start === 0 ? LIST_BEGIN : COMMA;
    start = end;
  }
  leaves[leaves.length - 1] = LIST_END;
  if (Buffer.concat(hashes).toString('hex').toUpperCase() !== row.data.hashes.toString('latin1')) return null;
  const facts = parsed(leaves.toString());
  return facts?.length === to - from && facts.every(({ seq }, index) => seq === from + index) ? { hashes, facts } : null;
}

function parsed(text: string): LeafFacts[] | null {
  try {
    return Facts.parse(JSON.parse(text));
  } catch {
    return null; // what is wrong is found row by row
  }
}

const OneRow = z.object({ leaf: SqlBytes, hash: SqlBytes });

/** The first entry of a slice that is not what was written. */
function locate(file: LedgerFile, from: number, to: number): Fault {
  for (let seq = from; seq < to; seq++) {
    const found = file.statement('SELECT CAST(leaf AS BLOB) leaf, CAST(hash AS BLOB) hash FROM entry WHERE seq = ?').get(seq);
    if (found === undefined) return { kind: 'leaf-missing', seq, text: `entry ${seq} is not there` };
    const row = OneRow.safeParse(found);
    if (!row.success || !leafHash(row.data.leaf).equals(row.data.hash)) {
      return { kind: 'leaf-changed', seq, text: `entry ${seq} does not fit its hash` };
    }
    const facts = parsed(`[${row.data.leaf.toString()}]`);
    if (facts?.length !== 1 || facts[0]?.seq !== seq) return { kind: 'leaf-changed', seq, text: `entry ${seq} is not in the form of an entry` };
  }
  return { kind: 'unreadable', seq: from, text: `the entries ${from} to ${to - 1} cannot be read together` };
}
