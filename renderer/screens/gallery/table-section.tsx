import { useEffect, useMemo, useRef, useState } from 'react';
import { Chip } from '../../ui/chip';
import { CodeText } from '../../ui/code-text';
import { ColumnMenu } from '../../ui/column-menu';
import { NumberText } from '../../ui/number-text';
import { Panel } from '../../ui/panel';
import { Switch } from '../../ui/switch';
import { moveColumn, type TableColumn, type TableGroup, type TableSort } from '../../ui/table-column';
import { ClockTime } from '../../ui/time-texts';
import { type Say, useWords } from '../../ui/use-words';
import { VirtualTable } from '../../ui/virtual-table';
import styles from './gallery.module.css';
import { type SampleRow, sampleRows } from './samples';

const COUNT = 20_000;
/** A watch storm: this many rows change in every frame of a 60 Hz display, about 5,000 a second. */
const CHANGES_PER_FRAME = 84;
const ALL = ['name', 'place', 'state', 'ready', 'image', 'since', 'changes'];
const TONES = { stable: 'ok', running: 'accent', paused: 'warn', failing: 'bad' } as const;
const rowKey = (row: SampleRow) => row.id;
const isDim = (row: SampleRow) => row.place === 'lab';

function columnsOf(say: Say): readonly TableColumn<SampleRow>[] {
  return [
    { id: 'name', header: say('gallery.table.name'), width: 170, grow: true, cell: (row) => <bdi>{row.name}</bdi> },
    { id: 'place', header: say('gallery.table.place'), width: 110, cell: (row) => <bdi>{row.place}</bdi> },
    { id: 'state', header: say('gallery.table.state'), width: 130, cell: (row) => <StateChip state={row.state} /> },
    {
      id: 'ready',
      header: say('gallery.table.ready'),
      width: 80,
      align: 'end',
      sortable: false,
      cell: (row) => (
        <bdi>
          <NumberText value={row.ready} /> / <NumberText value={row.desired} />
        </bdi>
      ),
    },
    { id: 'image', header: say('gallery.table.image'), width: 260, sortable: false, cell: (row) => <CodeText>{row.image}</CodeText> },
    { id: 'since', header: say('gallery.table.since'), width: 110, align: 'end', cell: (row) => <ClockTime at={row.since} /> },
    { id: 'changes', header: say('gallery.table.changes'), width: 100, align: 'end', sortable: false, cell: (row) => <NumberText value={row.changes} /> },
  ];
}

function StateChip({ state }: { readonly state: SampleRow['state'] }) {
  const say = useWords();
  return (
    <Chip tone={TONES[state]} {...(state === 'paused' && { mark: 'paused' })}>
      {say(`gallery.state.${state}`)}
    </Chip>
  );
}

export function TableSection() {
  const say = useWords();
  const [rows, setRows] = useState(() => sampleRows(COUNT));
  const [sort, setSort] = useState<TableSort>({ column: 'since', descending: true });
  const [shown, setShown] = useState<readonly string[]>(ALL);
  const [widths, setWidths] = useState({});
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set(['row-3']));
  const [current, setCurrent] = useState<string | null>('row-2');
  const [grouped, setGrouped] = useState(true);
  const [storm, setStorm] = useState(false);
  useStorm(storm, setRows);
  const columns = useMemo(() => shown.flatMap((id) => columnsOf(say).find((column) => column.id === id) ?? []), [shown, say]);
  const places = useMemo(() => order(sampleRows(COUNT), sort), [sort]);
  const ordered = useMemo(() => places.map((place) => rows[place]).filter((row) => row !== undefined), [rows, places]);
  const groups = useMemo(() => (grouped ? byPlace(ordered) : [{ key: '', rows: ordered }]), [ordered, grouped]);
  return (
    <Panel
      title={say('gallery.table')}
      padded={false}
      aside={
        <>
          <Switch label={say('gallery.table.storm')} checked={storm} onChange={setStorm} />
          <Switch label={say('gallery.table.grouped')} checked={grouped} onChange={setGrouped} />
          <ColumnMenu
            columns={ALL.map((id) => ({ id, label: columnsOf(say).find((column) => column.id === id)?.header ?? id, fixed: id === 'name' }))}
            shown={shown}
            onChange={setShown}
            onReset={() => setShown(ALL)}
          />
        </>
      }
    >
      <div className={styles.table}>
        <VirtualTable
          label={say('gallery.table')}
          columns={columns}
          groups={groups}
          rowKey={rowKey}
          sort={sort}
          onSort={setSort}
          widths={widths}
          onWidths={setWidths}
          onMove={(id, target) => setShown(moveColumn(shown, id, target))}
          selected={selected}
          onSelect={setSelected}
          current={current}
          onOpen={(row) => setCurrent(row.id)}
          isDim={isDim}
        />
      </div>
    </Panel>
  );
}

type Column = 'name' | 'place' | 'state' | 'since';
const isColumn = (id: string): id is Column => ['name', 'place', 'state', 'since'].includes(id);

/** Where each row stands. Only by what the storm leaves alone, so that the order is worked out once. */
function order(rows: readonly SampleRow[], { column, descending }: TableSort): readonly number[] {
  const places = rows.map((_, index) => index);
  if (!isColumn(column)) return places;
  const sign = descending ? -1 : 1;
  const value = (place: number) => rows[place]?.[column] ?? '';
  return places.toSorted((a, b) => sign * (value(a) < value(b) ? -1 : value(a) > value(b) ? 1 : 0));
}

function byPlace(rows: readonly SampleRow[]): TableGroup<SampleRow>[] {
  const places = new Map<string, SampleRow[]>();
  for (const row of rows) {
    const own = places.get(row.place);
    if (own) own.push(row);
    else places.set(row.place, [row]);
  }
  return [...places].map(([key, own]) => ({ key, rows: own, heading: <Heading name={key} count={own.length} /> }));
}

function Heading({ name, count }: { readonly name: string; readonly count: number }) {
  return (
    <>
      <bdi>{name}</bdi> <NumberText value={count} />
    </>
  );
}

/** Changes rows in every frame for as long as it is on. */
function useStorm(on: boolean, setRows: (change: (rows: SampleRow[]) => SampleRow[]) => void): void {
  const at = useRef(0);
  useEffect(() => {
    if (!on) return;
    let frame = requestAnimationFrame(function change() {
      setRows((before) => {
        const next = before.slice();
        for (let count = 0; count < CHANGES_PER_FRAME; count += 1) {
          at.current = (at.current + 7_919) % next.length;
          const row = next[at.current];
          if (row) next[at.current] = { ...row, changes: row.changes + 1, ready: (row.ready + 1) % 5 };
        }
        return next;
      });
      frame = requestAnimationFrame(change);
    });
    return () => cancelAnimationFrame(frame);
  }, [on, setRows]);
}
