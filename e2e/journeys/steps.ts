import { expect, type Locator } from '@playwright/test';
import type { App } from '../app';

export type ScreenName = 'Attention' | 'Deliveries' | 'Drift' | 'Ledger' | 'Connections' | 'Settings' | 'About';

/** Its name may be followed by a count. */
export const screenLink = ({ page }: App, name: ScreenName): Locator => page.getByRole('navigation').getByRole('link', { name: new RegExp(`^${name}`) });

/** Makes connections of every context that the kubeconfig has and that is none yet; `look` sees the dialog before. */
export async function connectAll(app: App, look: (dialog: Locator) => Promise<void> = async () => {}): Promise<void> {
  const { page } = app;
  await screenLink(app, 'Connections').click();
  await page.getByRole('button', { name: 'Add connections…' }).first().click();
  const dialog = page.getByRole('dialog', { name: 'Add connections' });
  // Those that are connections already are there at once, one from a file that has just changed a moment later.
  const boxes = dialog.getByRole('checkbox', { disabled: false });
  await expect(boxes.first()).toBeVisible();
  await look(dialog);
  for (const box of await boxes.all()) await box.check();
  await dialog.getByRole('button', { name: /^Add \d+ connection/ }).click();
  await expect(dialog).toBeHidden();
}

/** What the status bar says of a connection, as one text. */
export const status = ({ page }: App): Locator => page.getByRole('contentinfo', { name: 'Freshness of the connections' });
