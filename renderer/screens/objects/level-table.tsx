import { useCallback, useMemo, useRef } from 'react';
import { useIntl } from 'react-intl';
import { useColumnWidths } from '../../data/column-widths';
import { bytesText } from '../../ui/bytes-text';
import { Chip } from '../../ui/chip';
import { DataIcon, NoteIcon, OpenFolderIcon } from '../../ui/icons';
import type { TableColumn } from '../../ui/table-column';
import { RelativeTime } from '../../ui/time-texts';
import { useWords } from '../../ui/use-words';
import { VirtualTable } from '../../ui/virtual-table';
import styles from './objects.module.css';
import type { Row } from './rows';

/** A page is asked for when fewer than so many pixels of rows are left below. */
const AHEAD_PX = 2_000;
const ICONS = { bucket: DataIcon, prefix: OpenFolderIcon, object: NoteIcon } as const;
const rowKey = ({ kind, key }: Row) => `${kind} ${key}`;

export type LevelTableProps = {
  readonly label: string;
  readonly rows: readonly Row[];
  readonly isBuckets: boolean;
  readonly open: string | null;
  readonly onOpen: (row: Row) => void;
  /** One is near the end of what was read. */
  readonly onEnd: () => void;
};

/** What lies on one level, as far as it was read. */
export function LevelTable({ label, rows, isBuckets, open, onOpen, onEnd }: LevelTableProps) {
  const place = useRef<HTMLDivElement>(null);
  const [widths, setWidths] = useColumnWidths(isBuckets ? 'buckets' : 'objects');
  const groups = useMemo(() => [{ key: '', rows }], [rows]);
  const columns = useColumns(isBuckets);
  const scrolled = useCallback(
    (top: number) => {
      const scroller = place.current?.firstElementChild;
      if (scroller && scroller.scrollHeight - top - scroller.clientHeight < AHEAD_PX) onEnd();
    },
    [onEnd],
  );
  return (
    <div ref={place} className={styles.table}>
      <VirtualTable
        label={label}
        columns={columns}
        groups={groups}
        rowKey={rowKey}
        widths={widths}
        onWidths={setWidths}
        current={open === null ? null : `object ${open}`}
        onOpen={onOpen}
        onOffset={scrolled}
      />
    </div>
  );
}

function useColumns(isBuckets: boolean): readonly TableColumn<Row>[] {
  const say = useWords();
  const intl = useIntl();
  return useMemo(() => {
    const name: TableColumn<Row> = {
      id: 'name',
      header: say('objects.column.name'),
      width: 420,
      minWidth: 180,
      grow: true,
      cell: ({ kind, name: text, key, said }) => <Name kind={kind} text={text} title={key} said={said} />,
    };
    const at: TableColumn<Row> = {
      id: 'at',
      header: say(isBuckets ? 'objects.column.created' : 'objects.column.modified'),
      width: 140,
      align: 'end',
      yields: 1,
      cell: ({ at: time }) => (time === null ? '' : <RelativeTime at={time} />),
    };
    if (isBuckets) return [name, at];
    const size: TableColumn<Row> = {
      id: 'size',
      header: say('objects.column.size'),
      width: 110,
      align: 'end',
      cell: ({ size: bytes }) => (bytes === null ? '' : <bdi>{bytesText(intl, bytes)}</bdi>),
    };
    const kept: TableColumn<Row> = {
      id: 'class',
      header: say('objects.column.class'),
      width: 130,
      yields: 2,
      cell: ({ storageClass }) => <bdi className={styles.quiet}>{storageClass}</bdi>,
    };
    return [name, size, at, kept];
  }, [say, intl, isBuckets]);
}

function Name({ kind, text, title, said }: { readonly kind: Row['kind']; readonly text: string; readonly title: string; readonly said: boolean }) {
  const say = useWords();
  const Shape = ICONS[kind];
  return (
    <span className={styles.name}>
      <Shape size={14} />
      <bdi dir="ltr" title={title}>
        {text}
      </bdi>
      {said && <Chip>{say('objects.bucket.said')}</Chip>}
    </span>
  );
}
