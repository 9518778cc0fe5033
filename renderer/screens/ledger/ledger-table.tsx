import { useCallback, useMemo, useRef } from 'react';
import { useIntl } from 'react-intl';
import { ACTION_IDS } from '../../../shared/models/action-id';
import { FAILURE_CODES } from '../../../shared/models/failure';
import type { LedgerRow } from '../../../shared/models/ledger-entry';
import { failureWord } from '../../../shared/words/words';
import type { LedgerReader } from '../../data/ledger';
import { useColumnWidths } from '../../data/column-widths';
import { ConnectionMark } from '../../parts/connection-mark';
import { useConnections } from '../../data/connections';
import { deedWord } from '../../parts/deed-word';
import { Chip } from '../../ui/chip';
import { useClock } from '../../ui/clock';
import type { TableColumn, TableGroup } from '../../ui/table-column';
import { type Say, useWords } from '../../ui/use-words';
import { VirtualTable } from '../../ui/virtual-table';
import styles from './ledger.module.css';
import { byDay, VERDICT_LOOKS, verdictOf } from './rows';

/** A page is asked for when fewer than so many pixels of rows are left below. */
const AHEAD_PX = 2_000;
type ColumnId = 'seq' | 'time' | 'who' | 'what' | 'target' | 'where' | 'verdict' | 'why';
const rowKey = ({ seq }: LedgerRow) => String(seq);

export type LedgerTableProps = {
  readonly pages: Pick<LedgerReader, 'rows' | 'more'>;
  readonly open: number | null;
  readonly onOpen: (seq: number) => void;
  /** Whether the newest are in sight. */
  readonly onTop: (top: boolean) => void;
};

/** The entries that were read, below their days. Older ones are read as one goes down. */
export function LedgerTable({ pages, open, onOpen, onTop }: LedgerTableProps) {
  const say = useWords();
  const place = useRef<HTMLDivElement>(null);
  const [widths, setWidths] = useColumnWidths('ledger');
  const groups = useDays(pages.rows);
  const columns = useColumns();
  const { more } = pages;
  const scrolled = useCallback(
    (top: number) => {
      onTop(top < 8);
      const scroller = place.current?.firstElementChild;
      if (scroller && scroller.scrollHeight - top - scroller.clientHeight < AHEAD_PX) more();
    },
    [onTop, more],
  );
  return (
    <div ref={place} className={styles.table}>
      <VirtualTable
        label={say('ledger.table')}
        columns={columns}
        groups={groups}
        rowKey={rowKey}
        widths={widths}
        onWidths={setWidths}
        current={open === null ? null : String(open)}
        onOpen={({ seq }) => onOpen(seq)}
        onOffset={scrolled}
      />
    </div>
  );
}

function useDays(rows: readonly LedgerRow[]): readonly TableGroup<LedgerRow>[] {
  const say = useWords();
  const intl = useIntl();
  const today = useClock((now) => new Date(now).setHours(0, 0, 0, 0));
  const days = useMemo(() => byDay(rows), [rows]);
  return useMemo(() => {
    const yesterday = new Date(today).setDate(new Date(today).getDate() - 1);
    return days.map(({ key, day, rows: own }) => {
      const word = day === today ? say('ledger.today') : day === yesterday ? say('ledger.yesterday') : null;
      const year = new Date(day).getFullYear() === new Date(today).getFullYear() ? {} : ({ year: 'numeric' } as const);
      const date = intl.formatDate(day, { weekday: 'long', day: 'numeric', month: 'long', ...year });
      return {
        key,
        rows: own,
        heading: (
          <span className={styles.day}>
            {word && <b>{word}</b>} <bdi>{date}</bdi>
          </span>
        ),
      };
    });
  }, [days, today, say, intl]);
}

function useColumns(): readonly TableColumn<LedgerRow>[] {
  const say = useWords();
  const intl = useIntl();
  return useMemo(() => {
    const time = (at: string) => intl.formatDate(new Date(at), { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' });
    const columns: readonly (Omit<TableColumn<LedgerRow>, 'header' | 'id'> & { readonly id: ColumnId })[] = [
      { id: 'seq', width: 74, align: 'end', yields: -1, cell: ({ seq }) => intl.formatNumber(seq) },
      {
        id: 'time',
        width: 92,
        yields: -2, // last of all: beside an open entry in a narrow window, which says it too
        cell: ({ at }) => (
          <time dateTime={at}>
            <bdi>{time(at)}</bdi>
          </time>
        ),
      },
      { id: 'who', width: 130, minWidth: 90, grow: true, yields: 1, cell: ({ who }) => <bdi title={who ?? undefined}>{who ?? '–'}</bdi> },
      { id: 'what', width: 150, minWidth: 130, grow: true, cell: (row) => <What text={whatText(say, row)} /> },
      { id: 'target', width: 210, minWidth: 106, grow: true, cell: (row) => <Target row={row} /> },
      { id: 'where', width: 176, yields: 2, cell: (row) => <Where row={row} /> },
      { id: 'verdict', width: 112, cell: (row) => <VerdictChip row={row} /> },
      { id: 'why', width: 240, minWidth: 120, grow: true, yields: 0, cell: (row) => <Why row={row} /> },
    ];
    return columns.map((column) => ({ ...column, header: say(`ledger.column.${column.id}`), sortable: false }));
  }, [say, intl]);
}

const What = ({ text }: { readonly text: string }) => <bdi title={text}>{text}</bdi>;

/** The action in our words; of another version's, its id. */
export function whatText(say: Say, { verb, kind }: Pick<LedgerRow, 'verb' | 'kind'>): string {
  if (verb === null) return say(`ledger.kind.${kind}`);
  const id = ACTION_IDS.find((each) => each === verb);
  return id ? deedWord(say, id) : verb;
}

function Target({ row: { name, namespace } }: { readonly row: LedgerRow }) {
  if (name === null) return '–';
  return (
    <span className={styles.target} title={[namespace, name].filter(Boolean).join(' / ')}>
      <bdi className={styles.name}>{name}</bdi> <bdi className={styles.namespace}>{namespace}</bdi>
    </span>
  );
}

/** The connection as it is known now, else by the name that it had. */
function Where({ row: { connection, connectionName } }: { readonly row: LedgerRow }) {
  const known = useConnections().byId.has(connection ?? '');
  if (connection === null) return '–';
  return known ? <ConnectionMark id={connection} brief /> : <bdi>{connectionName ?? connection}</bdi>;
}

/** What it came to. */
export function VerdictChip({ row }: { readonly row: Pick<LedgerRow, 'kind' | 'phase'> }) {
  const say = useWords();
  const verdict = verdictOf(row);
  if (!verdict) return '–';
  const { tone, mark, word } = VERDICT_LOOKS[verdict];
  return mark === null ? (
    <span className={styles.plain}>{say(word)}</span>
  ) : (
    <Chip tone={tone} mark={mark}>
      {say(word)}
    </Chip>
  );
}

/** Why it was done; where it was refused or failed, why that. */
function Why({ row: { reason, failure } }: { readonly row: LedgerRow }) {
  const say = useWords();
  const code = FAILURE_CODES.find((each) => each === failure);
  const text = (code ? say(failureWord(code)) : failure) ?? reason;
  return text ? (
    <bdi className={styles.why} title={text === reason || reason === null ? text : `${text}\n${reason}`}>
      {text}
    </bdi>
  ) : null;
}
