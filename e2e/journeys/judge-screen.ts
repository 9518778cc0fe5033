import { expect } from '@playwright/test';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { App } from '../app';
import { seriousFindings } from '../axe';
import { unreachableByKeyboard } from '../reach';

/** Keeps the window as a person sees it as FOLDER/NAME.png; nothing serious for axe, nothing wider than the window, all of it in reach of the keyboard. */
export async function judgeScreen({ page, electron }: App, folder: string, name: string): Promise<void> {
  await page.evaluate(() => document.fonts.ready.then(() => undefined));
  await page.mouse.move(0, 0);
  const picture = await electron.evaluate(async ({ BrowserWindow }) =>
    (await BrowserWindow.getAllWindows()[0]?.webContents.capturePage())?.toPNG().toString('base64'),
  );
  writeFileSync(join(folder, `${name}.png`), Buffer.from(picture ?? '', 'base64'));
  expect.soft(await seriousFindings(page), name).toEqual([]);
  expect.soft(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth), `${name} is too wide`).toBeLessThanOrEqual(0);
  expect.soft(await unreachableByKeyboard(page), `${name} out of reach for the keyboard`).toEqual([]);
}
