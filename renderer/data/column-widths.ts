import { useState } from 'react';
import { recall, type Remembered, remember } from './page-memory';

/** How wide the columns of a table were made, kept under its name. */
export function useColumnWidths(table: string): readonly [Remembered, (widths: Remembered) => void] {
  const place = `${table}.widths`;
  const [widths, setWidths] = useState(() => recall(place));
  const keep = (next: Remembered) => {
    setWidths(next);
    remember(place, next);
  };
  return [widths, keep];
}
