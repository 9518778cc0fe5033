import { expect, type Locator, type Page } from '@playwright/test';
import type { App } from '../app';

export type WorkspaceScreen = 'Workspace' | 'Data' | 'Training' | 'Services' | 'Models' | 'Lineage';

/** Its name may be followed by a count. */
export const workspaceLink = (page: Page, name: WorkspaceScreen): Locator =>
  page.getByRole('navigation', { name: 'Screens' }).getByRole('link', { name: new RegExp(`^${name}`) });

/** The system's dialog cannot be driven: it answers here as a user would. */
export const answerFolder = ({ electron }: App, folder: string): Promise<unknown> =>
  electron.evaluate(({ dialog }, path) => Object.assign(dialog, { showOpenDialog: () => Promise.resolve({ canceled: false, filePaths: [path] }) }), folder);

/** Opens a folder as a workspace, and waits for its overview. */
export async function openWorkspace(app: App, folder: string): Promise<void> {
  await answerFolder(app, folder);
  await workspaceLink(app.page, 'Workspace').click();
  await app.page.getByRole('button', { name: 'Open a folder…' }).click();
  await expect(app.page.getByText('Log from your own code')).toBeVisible();
}
