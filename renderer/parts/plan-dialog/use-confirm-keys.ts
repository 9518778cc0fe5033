import { useEffect, useRef } from 'react';

/**
 * Ctrl+Enter (or Command+Enter) confirms from wherever the focus is. A key that is held down since it opened the dialog
 * presses nothing in it.
 */
export function useConfirmKeys(confirm: () => void): void {
  const newest = useRef(confirm);
  useEffect(() => {
    newest.current = confirm;
  });
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.key !== 'Enter') return;
      if (event.repeat && event.target instanceof HTMLButtonElement) return event.preventDefault();
      if (!(event.ctrlKey || event.metaKey) || event.isComposing) return;
      event.preventDefault();
      newest.current();
    };
    window.addEventListener('keydown', press, { capture: true });
    return () => window.removeEventListener('keydown', press, { capture: true });
  }, []);
}
