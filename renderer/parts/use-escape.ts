import { useEffect } from 'react';

/** What takes Escape for itself: what lies above the page, and what is typed into. */
const TAKES_ESCAPE = 'input, textarea, [role=menu], [role=listbox]';

/** Escape closes a panel beside a table, from inside it and from the table. */
export function useEscape(onClose: () => void): void {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const target = event.target instanceof Element ? event.target : null;
      if (event.key !== 'Escape' || event.defaultPrevented || document.querySelector('[role=dialog]') || target?.closest(TAKES_ESCAPE)) return;
      onClose();
    };
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  }, [onClose]);
}
