import { type RefObject, useEffect } from 'react';

/** What takes Escape for itself: what lies above the page, and what is typed into. */
const TAKES_ESCAPE = 'input, textarea, [role=menu], [role=listbox]';

/** Escape closes a panel beside a table, from inside it and from the table; the focus goes back to the table. */
export function useEscape(panel: RefObject<HTMLElement | null>, onClose: () => void): void {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const target = event.target instanceof Element ? event.target : null;
      if (event.key !== 'Escape' || event.defaultPrevented || document.querySelector('[role=dialog]') || target?.closest(TAKES_ESCAPE)) return;
      const inside = panel.current?.contains(target) ?? false;
      onClose();
      if (inside) document.querySelector<HTMLElement>(':is([role=grid], [role=treegrid]) [tabindex="0"]')?.focus();
    };
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  }, [panel, onClose]);
}
