import { type FocusEvent, type KeyboardEvent, type RefObject, useCallback, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { type Action, useScreenActions } from '../../parts/actions';
import { DownIcon, UpIcon } from '../../ui/icons';
import { firstItem, placeOf, stepFrom } from './list-place';
import type { AttentionLine } from './rows';

export type ListKeys = {
  /** The line of the one tab stop; -1 where there is no item. */
  readonly line: number;
  /** The focus is in the list. */
  readonly inside: boolean;
  onKeyDown(event: KeyboardEvent): void;
  onFocus(event: FocusEvent): void;
  onBlur(event: FocusEvent): void;
};

/** One tab stop that stays with its item while others come and go; when its item goes away, the one in its place has it. */
export function useListKeys(lines: readonly AttentionLine[], list: RefObject<HTMLElement | null>, reveal: (line: number) => void): ListKeys {
  const [held, setHeld] = useState<{ readonly id: string; readonly line: number } | null>(null);
  const [inside, setInside] = useState(false);
  const wanted = useRef(false);
  const line = held ? placeOf(lines, held) : firstItem(lines);

  useLayoutEffect(() => {
    const lost = inside && document.activeElement === document.body;
    if (!wanted.current && !lost) return;
    const link = list.current?.querySelector<HTMLElement>(`[data-index="${line}"] a`);
    if (!link) return;
    wanted.current = false;
    link.focus({ preventScroll: true });
  });

  const go = (to: number) => {
    const item = lines[to];
    if (item?.kind !== 'item') return;
    wanted.current = true;
    setHeld({ id: item.item.id, line: to });
    reveal(to);
  };
  const newest = useRef({ lines, line, inside, go });
  useLayoutEffect(() => {
    newest.current = { lines, line, inside, go };
  });
  const move = useCallback((step: number) => {
    const now = newest.current;
    // The first press goes to where the tab stop is.
    now.go(now.inside ? stepFrom(now.lines, now.line, step) : now.line);
  }, []);
  const actions = useMemo<readonly Action[]>(
    () => [
      { id: 'attention.next', word: 'attention.next', icon: DownIcon, keys: 'j', group: 'screen', run: () => move(1) },
      { id: 'attention.previous', word: 'attention.previous', icon: UpIcon, keys: 'k', group: 'screen', run: () => move(-1) },
    ],
    [move],
  );
  useScreenActions(actions);

  return {
    line,
    inside,
    onKeyDown(event) {
      if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
      const to = keyLeads(event.key, lines, line);
      if (to === null) return;
      event.preventDefault();
      go(to);
    },
    onFocus(event) {
      setInside(true);
      const at = event.target.closest<HTMLElement>('[data-index]')?.dataset['index'];
      const item = at === undefined ? undefined : lines[Number(at)];
      if (item?.kind === 'item') setHeld({ id: item.item.id, line: Number(at) });
    },
    onBlur(event) {
      // Without a next place the focused item itself may have gone: then the one in its place takes the focus.
      if (event.relatedTarget instanceof Node) setInside(event.currentTarget.contains(event.relatedTarget));
      else if (event.target.isConnected) setInside(false);
    },
  };
}

function keyLeads(key: string, lines: readonly AttentionLine[], line: number): number | null {
  if (key === 'ArrowDown') return stepFrom(lines, line, 1);
  if (key === 'ArrowUp') return stepFrom(lines, line, -1);
  if (key === 'Home') return firstItem(lines);
  return key === 'End' ? lines.length - 1 : null;
}
