import { z } from 'zod';
import type { Registry } from '../contract';
import { HIDDEN } from './places';

/** Columns that name files of the workspace: data of a dataset, and what a run says that it read. */
const COLUMNS = "('path', 'source')";
const Columns = z.array(z.object({ table: z.string(), column: z.string() }));
/** As it stands in a path, an address or JSON; what Pilothouse names there needs no other letters. */
const NAME = /\.pilothouse[\w./\\-]*[*?[{]?/g;

/** Whether anything in the registry names a file below `.pilothouse`: the file itself, a folder that it lies in, or a pattern there. */
export function namedPaths({ database }: Registry): (path: string) => boolean {
  const columns = Columns.parse(
    database
      .prepare(`SELECT t.name AS 'table', c.name AS 'column' FROM sqlite_schema t, pragma_table_info(t.name) c WHERE t.type = 'table' AND c.name IN ${COLUMNS}`)
      .all(),
  );
  const names = new Set<string>();
  for (const { table, column } of columns) {
    const found = database.prepare(`SELECT DISTINCT "${column}" FROM "${table}" WHERE typeof("${column}") = 'text' AND instr("${column}", '${HIDDEN}')`).raw();
    for (const [text] of z.array(z.tuple([z.string()])).parse(found.all())) for (const [name] of text.matchAll(NAME)) names.add(folderOrFile(name));
  }
  return (path) => {
    for (let end = path.length; end > 0; end = path.lastIndexOf('/', end - 1)) if (names.has(path.slice(0, end))) return true;
    return false;
  };
}

/** Of a pattern: the folder below which all matches lie. */
function folderOrFile(name: string): string {
  const plain = name.replaceAll(/[\\/]+/g, '/');
  return /[*?[{]$/.test(plain) ? plain.slice(0, plain.lastIndexOf('/')) : plain.replace(/\/$/, '');
}
