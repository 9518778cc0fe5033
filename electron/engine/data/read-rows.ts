import type { z } from 'zod';
import type { DataRows } from '../../../shared/models/dataset';
import { scalarOf } from './cells';
import type { Offence } from './checks';
import type { DuckJob } from '../../backend/tables/duck';
import type { Table } from '../../backend/tables/table';

export type Page = { readonly offset: number; readonly limit: number };
type Rows = z.infer<typeof DataRows>;

/** A page of them all. */
export async function readRows(job: DuckJob, table: Table, { offset, limit }: Page, total: number): Promise<Rows> {
  const rows = await job.rows(`SELECT * FROM ${table.from()} LIMIT ${limit} OFFSET ${offset}`);
  return { columns: namesOf(table), rows: rows.map((row) => row.map(scalarOf)), total, numbers: rows.map((_, at) => offset + at + 1) };
}

/** A page of those that break a rule, in the order of the files, with their numbers. */
export async function readOffending(job: DuckJob, table: Table, { where, parameters }: Offence, { offset, limit }: Page, total: number): Promise<Rows> {
  const numbered = table.from({ n: 'row_number() OVER ()' });
  const rows = await job.rows(`SELECT * FROM ${numbered} WHERE ${where} ORDER BY n LIMIT ${limit} OFFSET ${offset}`, parameters);
  return { columns: namesOf(table), rows: rows.map(([, ...row]) => row.map(scalarOf)), total, numbers: rows.map(([number]) => Number(number)) };
}

const namesOf = ({ columns }: Table): string[] => columns.map(({ name }) => name);
