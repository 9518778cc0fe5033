import { defaultRangeExtractor, type Range, useVirtualizer } from '@tanstack/react-virtual';
import { useCallback, useRef } from 'react';
import { useWords } from '../../ui/use-words';
import { NumberText } from '../../ui/number-text';
import styles from './item-list.module.css';
import { ItemRow } from './item-row';
import type { AttentionLine } from './rows';
import { useListKeys } from './use-list-keys';

/** Until they are measured: names and reasons differ in length, and windows in width. */
const HEIGHT = { group: 33, item: 71 };
const OVERSCAN = 4;

const keyOf = (line: AttentionLine) => (line.kind === 'group' ? line.urgency : line.item.id);

/** The items, of which those in sight are in the page. One tab stop for all: arrows and J, K move, Enter opens, Tab goes to what can be done. */
export function ItemList({ lines }: { readonly lines: readonly AttentionLine[] }) {
  const say = useWords();
  const scroller = useRef<HTMLUListElement>(null);
  const keys = useListKeys(lines, scroller, (line) => virtualizer.scrollToIndex(line, { align: 'auto' }));
  const kept = keys.line;
  const virtualizer = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => HEIGHT[lines[index]?.kind ?? 'item'],
    getItemKey: (index) => {
      const line = lines[index];
      return line ? keyOf(line) : index;
    },
    overscan: OVERSCAN,
    // The one with the focus stays in the page however far one scrolls: else the focus would be lost with it.
    rangeExtractor: useCallback(
      (range: Range) => {
        const shown = defaultRangeExtractor(range);
        return kept < 0 || kept >= range.count || shown.includes(kept) ? shown : [...shown, kept].toSorted((a, b) => a - b);
      },
      [kept],
    ),
  });
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- keys move among the links inside
    <ul ref={scroller} className={styles.list} aria-label={say('attention.list')} onKeyDown={keys.onKeyDown} onFocus={keys.onFocus} onBlur={keys.onBlur}>
      <li className={styles.height} style={{ blockSize: virtualizer.getTotalSize() }} aria-hidden />
      {virtualizer.getVirtualItems().map(({ index, start, key }) => {
        const line = lines[index];
        if (!line) return null;
        const place = { transform: `translateY(${start}px)` };
        return line.kind === 'group' ? (
          <li key={key} ref={virtualizer.measureElement} data-index={index} className={styles.group} style={place}>
            <h2>{say(`attention.${line.urgency}`)}</h2>
            <NumberText value={line.count} />
            <span className={styles.note}>{say(`attention.${line.urgency}.note`)}</span>
          </li>
        ) : (
          <li key={key} ref={virtualizer.measureElement} data-index={index} className={styles.line} style={place}>
            <ItemRow item={line.item} tab={keys.line === index} focused={keys.inside && keys.line === index} />
          </li>
        );
      })}
    </ul>
  );
}
