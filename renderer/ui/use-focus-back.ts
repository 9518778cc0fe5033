import { useEffect, useLayoutEffect, useRef } from 'react';

/** Of what was taken away in this very moment: what takes its place gives focus back to the same. */
let handed: Element | null = null;

function origin(): Element | null {
  const before = document.activeElement;
  if (before === null || before === document.body) return handed;
  const menu = before.closest('[role="menu"]');
  return menu ? document.querySelector(`[aria-controls="${CSS.escape(menu.id)}"]`) : before;
}

/**
 * Gives focus back to where it was when what lies above the page is closed. Mantine does so, but not where it is taken away whole, nor to
 * a menu's button after its menu is gone, nor where a dialog that reads gives way to one with a form.
 */
export function useFocusBack(opened: boolean): void {
  const from = useRef<Element | null>(null);
  useLayoutEffect(() => {
    if (!opened) return;
    from.current = origin();
    return () => {
      handed = from.current;
      setTimeout(() => {
        handed = null;
      });
    };
  }, [opened]);
  // Not in the layout effect: React puts focus back into what it still draws at the end of a commit.
  useEffect(() => {
    if (!opened) return;
    return () => {
      const now = document.activeElement;
      const moved = now !== null && now !== document.body && !now.closest('[role="dialog"]');
      if (!moved && from.current instanceof HTMLElement && from.current.isConnected) from.current.focus();
    };
  }, [opened]);
}
