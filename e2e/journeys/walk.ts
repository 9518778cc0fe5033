import { expect, type Locator, type Page } from '@playwright/test';
import { words } from '../../shared/words/all-words';
import type { App } from '../app';
import { judgeScreen } from './judge-screen';
import type { Look } from './looks';

export const PICTURES = 'test-results/workspace';

/** One walk through all screens. */
export class Walk {
  readonly page: Page;
  readonly say;
  constructor(
    readonly app: App,
    readonly look: Look,
  ) {
    this.page = app.page;
    this.say = words[look.preferences.locale === 'ar' ? 'ar' : 'en'];
  }

  get dialog(): Locator {
    return this.page.getByRole('dialog');
  }

  async go(hash: string): Promise<void> {
    await this.page.evaluate((to) => {
      window.location.hash = to;
    }, hash);
  }

  /** What is still read is no picture. */
  async picture(name: string): Promise<void> {
    await expect(this.page.locator('[class*="_loading_"]')).toHaveCount(0);
    await judgeScreen(this.app, PICTURES, `${this.look.name}-${name}`);
  }

  async escape(): Promise<void> {
    await this.page.keyboard.press('Escape');
    await expect(this.dialog).toHaveCount(0);
  }

  press(word: string, within: Page | Locator = this.page): Promise<void> {
    return within.getByRole('button', { name: word, exact: true }).first().click();
  }

  text(word: string): Locator {
    return this.page.getByRole('main').getByText(word, { exact: true }).first();
  }
}
