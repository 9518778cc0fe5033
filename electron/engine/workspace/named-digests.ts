import { z } from 'zod';
import type { Registry } from '../contract';

/** Columns that name artifacts (contract.ts, `Artifacts`). */
const COLUMNS = "('digest', 'patch', 'value')";
const Columns = z.array(z.object({ table: z.string(), column: z.string() }));

/** Every digest that the registry names anywhere: what is not among them, nobody can find again. */
export function namedDigests({ database }: Registry): ReadonlySet<string> {
  const columns = Columns.parse(
    database
      .prepare(`SELECT t.name AS 'table', c.name AS 'column' FROM sqlite_schema t, pragma_table_info(t.name) c WHERE t.type = 'table' AND c.name IN ${COLUMNS}`)
      .all(),
  );
  const named = new Set<string>();
  for (const { table, column } of columns) {
    const found = database.prepare(`SELECT DISTINCT "${column}" FROM "${table}" WHERE typeof("${column}") = 'text' AND length("${column}") = 64`).raw();
    for (const [digest] of z.array(z.tuple([z.string()])).parse(found.all())) named.add(digest);
  }
  return named;
}
