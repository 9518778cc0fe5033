import { bridge } from '../data/bridge';
import { Button } from '../ui/button';
import { ExportIcon } from '../ui/icons';
import { Menu, type MenuEntry } from '../ui/menu';
import { useWords } from '../ui/use-words';
import { type Cell, formatCsv } from './csv';
import { notify } from './notices';

/** A table as it is exported: values for machines, the reader's words in the headings. */
export type Exported = { readonly headings: readonly string[]; readonly rows: readonly (readonly Cell[])[] };
/** Only these may stand in the name of a file that is proposed. */
const UNNAMED = /[^\w .-]+/g;
const NAME_MAX = 80;
/** What the shell writes at most (shared/api/shell.ts). */
const TEXT_MAX = 20_000_000;

export const fileName = (name: string, ending: string) =>
  `${name.replaceAll(UNNAMED, '-').slice(0, NAME_MAX) || 'pilothouse'}-${new Date().toISOString().slice(0, 10)}.${ending}`;

/** Writes a text where the user wants it, and says how that went. */
export async function saveExport(name: string, ending: 'csv' | 'json' | 'txt', text: string): Promise<void> {
  if (text.length > TEXT_MAX) return notify({ tone: 'warn', word: 'workspace.export.too-large' });
  const result = await bridge.saveText({ name: fileName(name, ending), text });
  if ('failure' in result) notify({ tone: 'bad', word: 'shell.notice.failed', failure: result.failure });
  else if (result.saved) notify({ tone: 'ok', word: 'workspace.export.done' });
}

export const saveCsv = (name: string, { headings, rows }: Exported): Promise<void> => saveExport(name, 'csv', formatCsv([headings, ...rows]));

export type ExportMenuProps = {
  /** The beginning of the file's name. */
  readonly name: string;
  /** Made when it is asked for; it may have to be read first. */
  readonly table: () => Exported | Promise<Exported>;
  /** Everything, as it is known. */
  readonly json: () => unknown;
  readonly more?: readonly MenuEntry[];
};

/** What is shown, as a file: CSV for tables, JSON for programs. */
export function ExportMenu({ name, table, json, more = [] }: ExportMenuProps) {
  const say = useWords();
  const failed = () => notify({ tone: 'bad', word: 'workspace.export.failed' });
  const entries: readonly MenuEntry[] = [
    { id: 'csv', word: say('workspace.export.csv'), onPress: () => void Promise.resolve(table()).then((made) => saveCsv(name, made), failed) },
    {
      id: 'json',
      word: say('workspace.export.json'),
      onPress: () => void Promise.resolve(json()).then((value) => saveExport(name, 'json', `${JSON.stringify(value, null, 2)}\n`), failed),
    },
    ...more,
  ];
  return <Menu label={say('workspace.export')} side="end" entries={entries} target={<Button icon={ExportIcon}>{say('workspace.export')}</Button>} />;
}
