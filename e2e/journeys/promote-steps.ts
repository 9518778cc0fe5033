import { expect, type Locator, type Page } from '@playwright/test';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DEFAULT_PREFERENCES, type Locale, type Preferences } from '../../shared/models/preferences';
import { words } from '../../shared/words/all-words';
import type { App, LaunchOptions } from '../app';
import { type Bed, type BedUser, startBed } from '../peers/bed';
import { type RolloutsController, rolloutState, startRollouts } from '../peers/rollouts';
import { applyIn, type SomeCanary, someRollout } from '../peers/some-rollouts';

export const NAMESPACE = 'shop';
export type State = Awaited<ReturnType<typeof rolloutState>>;
type Launch = (options?: LaunchOptions) => Promise<App>;

export const image = (name: string, tag: number): string => `registry.example/models/${name}:${tag}`;

/** The real API server and the real controller, with which the window is compared. */
export class PromoteStage {
  private constructor(
    readonly bed: Bed,
    readonly controller: RolloutsController,
  ) {}

  static async start(): Promise<PromoteStage> {
    const bed = await startBed();
    return new PromoteStage(bed, await startRollouts(bed));
  }

  async stop(): Promise<void> {
    await this.controller.stop();
    await this.bed.stop();
  }

  /** What the controller itself says of a Rollout, once it says all of this. */
  async says(name: string, expected: Partial<State>): Promise<void> {
    await expect.poll(() => rolloutState(this.bed, NAMESPACE, name), { message: `the controller's word on ${name}` }).toMatchObject(expected);
  }

  /** Stable canaries of version 1. */
  async canaries(...names: readonly string[]): Promise<void> {
    await applyIn(this.bed, NAMESPACE, ...names.map((name) => someRollout({ namespace: NAMESPACE, name })));
    for (const name of names) await this.says(name, { phase: 'Healthy' });
  }

  /** The same, already with another version, at its first pause. */
  async paused(...names: readonly string[]): Promise<void> {
    await this.canaries(...names);
    await this.next(2, ...names);
    for (const name of names) await this.says(name, { currentStepIndex: 1, pausedBy: ['CanaryPauseStep'] });
  }

  /** Another image, as from somebody else's pipeline. */
  async next(tag: number, ...names: readonly string[]): Promise<void> {
    await this.bed.apply(...names.map((name) => someRollout({ namespace: NAMESPACE, name, image: image(name, tag) } satisfies SomeCanary)));
  }

  /** The app on this cluster, connected and live. */
  async open(
    launch: Launch,
    { user = 'admin', kubeconfig, look = {} }: { user?: BedUser; kubeconfig?: string; look?: Partial<Preferences> } = {},
  ): Promise<App> {
    const app = await launch({ env: { KUBECONFIG: kubeconfig ?? this.bed.kubeconfig(user) }, seed: seedLook(look) });
    await connect(app, look.locale === 'ar' ? 'ar' : 'en');
    return app;
  }
}

/** Makes a connection of the one context that there is, in the words of the window. */
export async function connect(app: App, locale: Locale): Promise<void> {
  const { page } = app;
  const say = words[locale];
  await go(app, '#/connections');
  await page.getByRole('button', { name: say['connections.add'] }).first().click();
  const dialog = dialogOf(page);
  await dialog.getByRole('checkbox').first().check();
  await dialog.getByRole('button').last().click();
  await expect(dialog).toBeHidden();
  await expect(page.getByRole('contentinfo')).toContainText(say['ui.fresh.live']);
}

/** Preferences of a person who comes back. */
export const seedLook = (look: Partial<Preferences>) => (profile: string) =>
  writeFileSync(join(profile, 'preferences.json'), JSON.stringify({ ...DEFAULT_PREFERENCES, motion: 'reduce', ...look }));

export async function go({ page }: Pick<App, 'page'>, hash: string): Promise<void> {
  await page.evaluate((to) => {
    window.location.hash = to;
  }, hash);
}

/** To the page of a delivery by the palette, from wherever. */
export async function openDelivery({ page }: Pick<App, 'page'>, name: string): Promise<void> {
  await page.keyboard.press('ControlOrMeta+k');
  await page.keyboard.type(name);
  await page
    .getByRole('option', { name: new RegExp(name) })
    .first()
    .click();
  await expect(page.getByRole('heading', { level: 1, name, exact: true })).toBeVisible();
}

/** The state that the page of the delivery shows, in its word. */
export const shows = ({ page }: Pick<App, 'page'>, state: string): Promise<void> =>
  expect(page.getByRole('main').getByRole('banner').or(page.locator('main header')).getByText(state, { exact: true })).toBeVisible();

export const dialogOf = (page: Page): Locator => page.getByRole('dialog');

/** Presses an action on the page of a delivery, wherever it is drawn. */
export async function press({ page }: Pick<App, 'page'>, action: string): Promise<Locator> {
  const main = page.getByRole('main');
  const button = main.getByRole('button', { name: action }).first();
  const more = main.getByRole('button', { name: 'More actions' });
  await expect(button.or(more).first()).toBeVisible();
  if (await button.isVisible()) await button.click();
  else {
    await more.click();
    await page.getByRole('menuitem', { name: action }).click();
  }
  await expect(dialogOf(page)).toBeVisible();
  return dialogOf(page);
}

/** Says why, and confirms by the button that names the target. */
export async function confirm({ page }: Pick<App, 'page'>, reason: string): Promise<void> {
  const dialog = dialogOf(page);
  await dialog.getByRole('textbox', { name: /^Reason/ }).fill(reason);
  await confirmButton(dialog).click();
}

export const confirmButton = (dialog: Locator): Locator => dialog.locator('[data-confirm]');

/** Waits until it is done, and closes the dialog. @returns the number of its entry in the ledger */
export async function seeDone({ page }: Pick<App, 'page'>): Promise<number> {
  const dialog = dialogOf(page);
  await expect(dialog.getByText(/^Done in ./)).toBeVisible({ timeout: 30_000 });
  const text = await dialog.getByText(/^Entry [\d,]+ of the ledger$/).innerText();
  await dialog.getByRole('button', { name: 'Close', exact: true }).last().click();
  await expect(dialog).toBeHidden();
  return Number(/[\d,]+/.exec(text)?.[0].replaceAll(',', ''));
}

/** From the press to what the system shows. */
export async function carryOut(app: Pick<App, 'page'>, action: string, reason: string): Promise<number> {
  await press(app, action);
  await confirm(app, reason);
  return seeDone(app);
}

/** The rows of the ledger as the window shows them, newest first: what, target, verdict and why. */
export async function ledgerRows(app: Pick<App, 'page'>, search = ''): Promise<readonly string[]> {
  await go(app, `#/ledger${search}`);
  const table = app.page.getByRole('treegrid', { name: words.en['ledger.table'] }).or(app.page.getByRole('treegrid', { name: words.ar['ledger.table'] }));
  const entries = table.locator('tbody tr', { has: app.page.locator('td:nth-child(8)') });
  await expect(entries.first()).toBeVisible();
  return entries.evaluateAll((rows) => rows.map((row) => [3, 4, 6, 7].map((at) => row.children[at]?.textContent?.trim() ?? '').join(' | ')));
}
