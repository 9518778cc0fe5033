import { useMemo } from 'react';
import { useIntl } from 'react-intl';
import type { z } from 'zod';
import type { DataRows } from '../../shared/models/dataset';
import type { TableColumn } from '../ui/table-column';
import { VirtualTable } from '../ui/virtual-table';
import styles from './cells-table.module.css';

export type CellsTableProps = {
  readonly label: string;
  readonly cells: Pick<z.infer<typeof DataRows>, 'columns' | 'rows'>;
  /** Stands out: what a check is about. */
  readonly marked?: readonly string[];
};

type Row = { readonly id: string; readonly cells: readonly (string | number | boolean | null)[] };
const rowKey = ({ id }: Row) => id;
const NONE: readonly string[] = [];
const LETTER_PX = 7.4;
const SPACE_PX = 28;
/** As many rows tell how wide a column has to be. */
const LOOKED_AT = 30;
/** A number's own digits: rounding would hide what is wrong with it. */
const EXACT = { maximumFractionDigits: 12, useGrouping: false } as const;

/** Rows of data as they are. What is null is said to be null, and is no empty text. */
export function CellsTable({ label, cells, marked = NONE }: CellsTableProps) {
  const groups = useMemo(() => [{ key: '', rows: cells.rows.map((row, index): Row => ({ id: String(index), cells: row })) }], [cells.rows]);
  const drawn = useColumns(cells, marked);
  return <VirtualTable label={label} columns={drawn} groups={groups} rowKey={rowKey} />;
}

function useColumns({ columns, rows }: CellsTableProps['cells'], marked: readonly string[]) {
  const intl = useIntl();
  return useMemo(
    () =>
      columns.map((name, index): TableColumn<Row> => {
        const numeric = rows.some(({ [index]: cell }) => typeof cell === 'number');
        return {
          id: `${index} ${name}`,
          header: name,
          width: widthOf(name, rows, index),
          minWidth: Math.min(90, widthOf(name, rows, index)),
          grow: true,
          sortable: false,
          align: numeric ? 'end' : 'start',
          cell: ({ cells }) => {
            const cell = cells[index] ?? null;
            if (cell === null) return <span className={styles.null}>null</span>;
            return (
              <bdi dir="auto" className={marked.includes(name) ? styles.marked : undefined} title={String(cell)}>
                {typeof cell === 'number' ? intl.formatNumber(cell, EXACT) : String(cell)}
              </bdi>
            );
          },
        };
      }),
    [columns, rows, marked, intl],
  );
}

/** About what the widest of the first values takes, within reason. */
function widthOf(name: string, rows: CellsTableProps['cells']['rows'], index: number): number {
  const longest = Math.max(name.length, ...rows.slice(0, LOOKED_AT).map(({ [index]: cell }) => String(cell ?? 'null').length));
  return Math.round(Math.min(280, Math.max(72, longest * LETTER_PX + SPACE_PX)));
}
