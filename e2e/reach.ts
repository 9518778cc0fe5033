import type { Page } from '@playwright/test';

/**
 * What can be pressed but has no way for the keyboard: neither in the tab order, nor in something that its own keys walk.
 * @returns the beginning of each one's text
 */
export const unreachableByKeyboard = (page: Page): Promise<readonly string[]> =>
  page.evaluate(() => {
    const PRESSED = 'a[href], button, input, select, textarea, summary, [role=button], [role=link], [role=tab], [role=switch], [role=menuitem]';
    const WALKED = '[role=grid], [role=treegrid], [role=tablist], [role=menu], [role=listbox], [role=radiogroup], [role=dialog] [role=list], ul[aria-label]';
    const dialog = document.querySelector('[role=dialog]');
    const within = dialog ?? document.body;
    const shown = (element: Element) => element.checkVisibility({ visibilityProperty: true }) && element.getBoundingClientRect().width > 0;
    const focusable = (element: Element) =>
      element instanceof HTMLElement && element.tabIndex >= 0 && !element.matches(':disabled') && element.closest('[inert]') === null;
    const pressed = [...within.querySelectorAll(PRESSED)].filter((element) => shown(element) && !focusable(element) && element.closest(WALKED) === null);
    const byPointer = [...within.querySelectorAll('*')].filter(
      (element) =>
        shown(element) &&
        getComputedStyle(element).cursor === 'pointer' &&
        element.closest(WALKED) === null &&
        element.closest('label') === null &&
        element.closest(`${PRESSED}, [tabindex]`) === null &&
        element.querySelector(`${PRESSED}, [tabindex]`) === null,
    );
    return [...new Set([...pressed, ...byPointer])].map((element) => `${element.tagName.toLowerCase()} ${element.textContent?.slice(0, 40) ?? ''}`);
  });
