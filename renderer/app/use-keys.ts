import { useEffect, useRef } from 'react';
import { onShellEvent } from '../data/bridge';
import type { Action } from '../parts/actions';
import { notify } from '../parts/notices';
import { useInterface } from '../ui/ui-provider';
import { KeySequence, pressName } from './keys';

const TYPING = 'input, textarea, select, [contenteditable=true]';
const OVER = '[role=dialog], [role=menu], [role=listbox]';

/** A key that types, or that works inside what is open, belongs to that; one with Ctrl or Command is ours everywhere. */
function isTaken(event: KeyboardEvent): boolean {
  const target = event.target instanceof Element ? event.target : null;
  const over = document.querySelector('[role=dialog]') ?? target?.closest(OVER);
  if (over) return true;
  const withModifier = event.ctrlKey || event.metaKey || event.altKey;
  return !withModifier && Boolean(target?.closest(TYPING));
}

/** Runs actions by their keys and by the native menu. */
export function useKeys(actions: readonly Action[]): void {
  const { platform } = useInterface();
  const newest = useRef(actions);
  useEffect(() => {
    newest.current = actions;
  }, [actions]);

  useEffect(() => {
    const sequence = new KeySequence();
    const press = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing || isTaken(event)) return;
      const able = newest.current.filter(({ keys, when }) => keys !== undefined && (!when || when()));
      const name = pressName(event, platform === 'darwin');
      const found = sequence.press(
        name,
        event.timeStamp,
        able.flatMap(({ keys }) => keys ?? []),
      );
      if (found === null) return;
      event.preventDefault();
      able.find(({ keys }) => keys === found)?.run();
    };
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  }, [platform]);

  useEffect(
    () =>
      onShellEvent((event) => {
        if (event.type !== 'menu') return;
        const found = newest.current.find(({ menu, when }) => menu === event.command && (!when || when()));
        if (found) found.run();
        else if (event.command.startsWith('act-')) notify({ tone: 'info', word: 'shell.menu.not-offered' });
      }),
    [],
  );
}
