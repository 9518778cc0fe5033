import { type RefObject, useLayoutEffect, useMemo, useState } from 'react';
import { fittingColumns, type TableColumn, type TableWidths } from './table-column';

/** Stands in no name. */
const PARTED = '\u0000';

/** The columns that there is room for. While the place is sized pixel by pixel, it draws anew only where a column comes or goes. */
export function useFittingColumns<Row>(
  place: RefObject<HTMLElement | null>,
  columns: readonly TableColumn<Row>[],
  widths: TableWidths,
): readonly TableColumn<Row>[] {
  const [gone, setGone] = useState('');
  useLayoutEffect(() => {
    const element = place.current;
    if (!element) return;
    const fit = () => {
      const shown = fittingColumns(columns, widths, element.clientWidth);
      setGone(columns.flatMap((column) => (shown.includes(column) ? [] : [column.id])).join(PARTED));
    };
    fit();
    const observer = new ResizeObserver(fit);
    observer.observe(element);
    return () => observer.disconnect();
  }, [place, columns, widths]);
  return useMemo(() => (gone === '' ? columns : columns.filter(({ id }) => !gone.split(PARTED).includes(id))), [columns, gone]);
}
