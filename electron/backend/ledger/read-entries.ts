import { z } from 'zod';
import type { ledgerApi } from '../../../shared/api/ledger';
import type { ObjectChange } from '../../../shared/models/action';
import { LedgerEntry, LedgerLeaf, LedgerPerson, type LedgerRow, LedgerWhy } from '../../../shared/models/ledger-entry';
import { derive } from './derive';
import { searchForm } from './facets';
import type { LedgerFile } from './ledger-file';
import { refusal } from './refusal';
import { SqlBytes, SqlText } from './sql-bytes';

export type LedgerQuery = z.output<(typeof ledgerApi)['ledger.list']['input']>['filter'];

type Value = string | number;
type Where = { readonly sql: string; readonly values: readonly Value[] };

const SeqRow = z.object({ seq: z.number() });
const CountRow = z.object({ count: z.number() });
const json = SqlText.transform((value): unknown => JSON.parse(value));
const EntryRow = z.object({ hash: SqlBytes, leaf: SqlText, who: json.nullable(), why: json.nullable() });
const Texts = json.pipe(z.array(z.tuple([z.string(), z.string()])));
const TextsRow = z.object({ before: Texts, after: Texts });

const ENTRY = `
  SELECT CAST(hash AS BLOB) hash, CAST(leaf AS BLOB) leaf, CAST(who AS BLOB) who, CAST(why AS BLOB) why
  FROM entry WHERE seq = ?`;
const TEXTS = 'SELECT CAST(before AS BLOB) before, CAST(after AS BLOB) after FROM entry WHERE seq = ? AND (before IS NOT NULL OR after IS NOT NULL)';

/** What of a leaf a row of the table shows. */
const RowLeaf = LedgerLeaf.pick({
  seq: true,
  at: true,
  kind: true,
  verb: true,
  phase: true,
  verdict: true,
  intent: true,
  where: true,
  target: true,
  failure: true,
});

export type StoredEntry = { readonly entry: LedgerEntry; readonly leaf: string };

/** @returns null where there is no such entry. @throws AppError `local` where it cannot be read as one */
export function readEntry(file: LedgerFile, seq: number): StoredEntry | null {
  const row = file.statement(ENTRY).get(seq);
  if (row === undefined) return null;
  return readable(seq, () => {
    const { hash, leaf, who, why } = EntryRow.parse(row);
    const parsed = LedgerLeaf.parse(JSON.parse(leaf));
    const entry = LedgerEntry.parse({
      ...parsed,
      hash: hash.toString('hex'),
      person: who,
      reasons: why,
      erased: (parsed.who !== null && who === null) || (parsed.why !== null && why === null),
    });
    return { entry, leaf };
  });
}

/** None where there were none, and where they were erased. */
export const readChanges = (file: LedgerFile, seq: number): ObjectChange[] =>
  readable(seq, () => {
    const row = file.statement(TEXTS).get(seq);
    if (row === undefined) return [];
    const { before, after } = TextsRow.parse(row);
    return before.map(([object, text], place) => ({ object, before: text, after: after[place]?.[1] ?? '' }));
  });

const PersonRow = z.object({ who: json.nullable(), why: json.nullable() });
const PERSON = 'SELECT CAST(who AS BLOB) who, CAST(why AS BLOB) why FROM entry WHERE seq = ?';

function personOf(file: LedgerFile, seq: number): z.output<typeof PersonRow> {
  const row = file.statement(PERSON).get(seq);
  return row === undefined ? { who: null, why: null } : PersonRow.parse(row);
}

function readRow(file: LedgerFile, seq: number): LedgerRow {
  return readable(seq, () => {
    const own = EntryRow.parse(file.statement(ENTRY).get(seq));
    const { where, target, failure, ...row } = RowLeaf.parse(JSON.parse(own.leaf));
    // Who and why of an outcome are those of its intent: they are kept, and can be erased, in one place.
    const { who, why } = own.who === null && row.intent !== null ? personOf(file, row.intent) : own;
    const person = LedgerPerson.nullable().parse(who);
    return {
      ...row,
      connection: target?.connection ?? where?.connection ?? null,
      connectionName: where?.name ?? null,
      entity: target?.id ?? null,
      namespace: target?.namespace ?? null,
      name: target?.name ?? null,
      who: person?.subject ?? person?.osUser ?? null,
      reason: LedgerWhy.nullable().parse(why)?.reason ?? null,
      failure: failure?.code ?? null,
    };
  });
}

function readable<T>(seq: number, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof z.ZodError || error instanceof SyntaxError)) throw error;
    throw refusal('store-corrupt', `entry ${seq} cannot be read: ${error.message}`);
  }
}

/** Rows that fit, newest first, below `before`; `total` is of all that fit. */
export function listRows(file: LedgerFile, filter: LedgerQuery, before: number | null, limit: number): { rows: LedgerRow[]; total: number } {
  const where = conditions(filter);
  const below = before === null ? where : [...where, { sql: 'seq < ?', values: [before] }];
  const seqs = z.array(SeqRow).parse(query(file, 'SELECT seq', below, 'ORDER BY seq DESC LIMIT ?', [limit]));
  const [counted] = z.array(CountRow).parse(query(file, 'SELECT count(*) count', where, '', []));
  return { rows: seqs.map(({ seq }) => readRow(file, seq)), total: counted?.count ?? 0 };
}

/** The intent that an entry ends and all that ended it, without the entry itself. */
export function linkedRows(file: LedgerFile, { seq, intent }: Pick<LedgerLeaf, 'seq' | 'intent'>): LedgerRow[] {
  const root = intent ?? seq;
  const rows = z.array(SeqRow).parse(file.statement('SELECT seq FROM facet WHERE seq = ?1 OR (seq > ?1 AND intent = ?1) ORDER BY seq').all(root));
  return rows.flatMap((row) => (row.seq === seq ? [] : [readRow(file, row.seq)]));
}

/** Numbers of intents that no outcome names, oldest first. */
export const openIntents = (file: LedgerFile): number[] =>
  z
    .array(SeqRow)
    .parse(
      file
        .statement(
          "SELECT seq FROM facet WHERE kind = 'intent' AND seq NOT IN (SELECT intent FROM facet WHERE kind = 'outcome' AND intent IS NOT NULL) ORDER BY seq",
        )
        .all(),
    )
    .map(({ seq }) => seq);

/** Of all entries up to now: asked within the transaction that writes one. */
export function hasOutcome(file: LedgerFile, intent: number): boolean {
  derive(file);
  return file.statement("SELECT 1 FROM facet WHERE seq > ?1 AND intent = ?1 AND kind = 'outcome' LIMIT 1").get(intent) !== undefined;
}

function query(file: LedgerFile, select: string, where: readonly Where[], rest: string, values: readonly Value[]): unknown[] {
  const all = where.map(({ sql }) => `(${sql})`).join(' AND ');
  const sql = `${select} FROM facet ${all === '' ? '' : `WHERE ${all}`} ${rest}`;
  return file.database.prepare(sql).all(...where.flatMap((part) => part.values), ...values);
}

function conditions(filter: LedgerQuery): Where[] {
  const { text: wanted = '', kinds = [], verbs = [], phases = [], connections = [], entity = null, from = null, to = null } = filter;
  const search = searchForm(wanted.trim());
  return [
    ...oneOf('kind', kinds),
    ...oneOf('verb', verbs),
    ...oneOf('phase', phases),
    ...(connections.length > 0 ? [{ sql: `connection IN (SELECT id FROM word WHERE text IN (${marks(connections)}))`, values: connections }] : []),
    ...(entity === null ? [] : [{ sql: 'entity IN (SELECT id FROM word WHERE text = ?)', values: [entity] }]),
    ...(from === null ? [] : [{ sql: 'at >= ?', values: [from] }]),
    ...(to === null ? [] : [{ sql: 'at <= ?', values: [to] }]),
    ...(search === ''
      ? []
      : [
          {
            sql: 'entity IN (SELECT id FROM word WHERE instr(lower(text), ?)) OR seq IN (SELECT seq FROM search WHERE instr(text, ?))',
            values: [search, search],
          },
        ]),
  ];
}

const oneOf = (column: string, values: readonly string[]): Where[] => (values.length === 0 ? [] : [{ sql: `${column} IN (${marks(values)})`, values }]);
const marks = (values: readonly unknown[]): string => values.map(() => '?').join(', ');
