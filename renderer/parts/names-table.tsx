import { useNavigate } from '@tanstack/react-router';
import { useMemo } from 'react';
import type { Address } from '../data/address';
import { useColumnWidths } from '../data/column-widths';
import { Button } from '../ui/button';
import { EmptyState } from '../ui/empty-state';
import type { TableColumn, TableSort } from '../ui/table-column';
import { useWords } from '../ui/use-words';
import { VirtualTable } from '../ui/virtual-table';

type Named = { readonly name: string };

export type NamesTableProps<Row extends Named> = {
  /** What it is kept under. */
  readonly table: string;
  readonly label: string;
  readonly columns: readonly TableColumn<Row>[];
  readonly rows: readonly Row[];
  readonly sort: TableSort;
  readonly onSort: (sort: TableSort) => void;
  readonly addressOf: (name: string) => Address;
  /** Said where the filter leaves none. */
  readonly none: string;
  readonly onClear: () => void;
};

const rowKey = ({ name }: Named) => name;

/** What a workspace has of one kind, by name; a row opens its page. */
export function NamesTable<Row extends Named>({ table, rows, addressOf, none, onClear, ...rest }: NamesTableProps<Row>) {
  const say = useWords();
  const navigate = useNavigate();
  const [widths, setWidths] = useColumnWidths(table);
  const groups = useMemo(() => [{ key: '', rows }], [rows]);
  return (
    <VirtualTable
      {...rest}
      groups={groups}
      rowKey={rowKey}
      widths={widths}
      onWidths={setWidths}
      onOpen={({ name }) => {
        const { to, params = {} } = addressOf(name);
        void navigate({ to, params: { ...params } });
      }}
      empty={<EmptyState title={none} action={<Button onClick={onClear}>{say('runs.filter.clear')}</Button>} />}
    />
  );
}
