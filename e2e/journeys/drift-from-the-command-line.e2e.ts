import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { _electron, type ElectronApplication, expect, test } from '@playwright/test';
import { driftReportSchema } from '../../shared/models/drift-report';
import { seriousFindings } from '../axe';

// The journey of a pipeline and of who opens what it left: two months are held against each other, and the exit code says what came of it.

const CLI = join(import.meta.dirname, '../../out/cli/pilothouse.js');
const ROWS = 3_000;
let folder: string;
test.beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'drift-'));
  month('january', 0, 1);
  month('february', 0, 2);
  month('june', 25, 3);
});
test.afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Flights whose delays lie by so much later. A name of a column would like to be markup. */
function month(name: string, later: number, seed: number): void {
  let state = seed;
  const next = () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
  const rows = Array.from({ length: ROWS }, () => [Math.floor(next() * 90 - 15 + later), next() < 0.6 ? 'AA' : 'DL', next().toFixed(4)].join());
  writeFileSync(join(folder, `${name}.csv`), `delay,carrier,<img src=x onerror=alert(1)>\n${rows.join('\n')}\n`);
}

type Ran = { readonly code: number; readonly out: string; readonly said: string };
function drift(args: readonly string[], locale = 'C'): Promise<Ran> {
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [CLI, 'drift', ...args], { cwd: folder, env: { ...process.env, LC_ALL: locale } }, (_, out, said) =>
      resolve({ code: child.exitCode ?? -1, out, said }),
    );
  });
}

test('the exit status is the verdict; JSON, HTML and text are of one report', async () => {
  const same = await drift(['--reference', 'january.csv', '--current', 'february.csv']);
  expect([same.code, same.said, same.out.split('\n')[0]]).toEqual([0, '', 'Not drifted: None of 3 columns drifted']);
  const sides = ['--reference', 'january.csv', '--current', 'june.csv'];
  const text = await drift(sides);
  expect([text.code, text.out.split('\n').slice(0, 4)]).toEqual([1, ['Drifted: 1 of 3 columns drifted', '', 'Drifted', '  delay']]);
  const json = await drift([...sides, '--format', 'json']);
  const report = driftReportSchema.parse(JSON.parse(json.out));
  expect([json.code, report.verdict]).toEqual([1, 'drifted']);
  await drift([...sides, '--out', 'drift.html']);
  const page = readFileSync(join(folder, 'drift.html'), 'utf8');
  for (const digest of [report.reference.digest, report.current.digest, report.config_digest])
    expect([text.out.includes(digest), page.includes(digest)]).toEqual([true, true]);
  const d = report.columns[0]?.measures.ks?.d;
  expect(page).toContain(`data-of="ks.d" value="${d}"`);
  writeFileSync(join(folder, 'strict.json'), '{"rowsMin": 5000}');
  expect((await drift([...sides, '--config', 'strict.json'])).code).toBe(2);
  expect((await drift([...sides, '--config', 'strict.json', '--fail-on', 'drifted'])).code).toBe(0);
  const wrong = await drift(['--reference', 'january.csv', '--current', 'july.csv']);
  expect([wrong.code, wrong.out, wrong.said]).toEqual([3, '', expect.stringContaining('july.csv')]);
});

test('a reader who has had enough, and a disk that is full, are told from drift', async () => {
  const shell = (pipe: string) =>
    new Promise<string>((resolve) => {
      const typed = `${process.execPath} ${CLI} drift --reference january.csv --current february.csv --format json`;
      execFile('bash', ['-c', `${typed} ${pipe}`], { cwd: folder }, (_, out) => resolve(out.trim()));
    });
  expect(await shell('| true; echo ${PIPESTATUS[0]}')).toBe('0');
  if (process.platform === 'linux') expect(await shell('> /dev/full; echo $?')).toBe('3');
});

test('the page asks for nothing, runs nothing, is in order for axe in light, dark and Arabic, and can be printed', async () => {
  for (const [name, locale] of [
    ['en', 'C'],
    ['ar', 'ar_EG.UTF-8'],
  ] as const)
    await drift(['--reference', 'january.csv', '--current', 'june.csv', '--out', `${name}.html`], locale);
  const browser = await start();
  try {
    const page = await browser.firstWindow();
    const asked: string[] = [];
    const wrong: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    page.on('console', (message) => wrong.push(message.text()));
    page.on('dialog', (dialog) => (wrong.push('a dialog'), void dialog.dismiss()));
    for (const name of ['en', 'ar']) {
      for (const theme of ['light', 'dark'] as const) {
        await browser.evaluate(({ nativeTheme }, source) => (nativeTheme.themeSource = source), theme);
        await page.goto(`file://${join(folder, `${name}.html`)}`);
        await expect(page.locator('[data-report=verdict]')).toBeVisible();
        expect.soft(await seriousFindings(page), `${name} ${theme}`).toEqual([]);
        expect.soft(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth), `${name} is too wide`).toBeLessThanOrEqual(0);
        await page.screenshot({ path: test.info().outputPath(`${name}-${theme}.png`) });
      }
    }
    expect(await page.locator('html').getAttribute('dir')).toBe('rtl');
    expect([asked.filter((url) => !/\/(en|ar)\.html$/.test(url)), wrong]).toEqual([[], []]);
    expect(await page.locator('img, script').count()).toBe(0);
    const pages = await browser.evaluate(async ({ BrowserWindow }) => (await BrowserWindow.getAllWindows()[0]?.webContents.printToPDF({}))?.length ?? 0);
    expect(pages).toBeGreaterThan(10_000);
  } finally {
    await browser.close();
  }
});

/** A bare window of the same engine, for a page that is not of the app. */
async function start(): Promise<ElectronApplication> {
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'reader', main: 'main.cjs' }));
  writeFileSync(
    join(folder, 'main.cjs'),
    `const { app, BrowserWindow } = require('electron');
app.disableHardwareAcceleration();
app.setPath('userData', ${JSON.stringify(join(folder, 'profile'))});
app.whenReady().then(() => new BrowserWindow({ width: 1280, height: 900 }).loadURL('about:blank'));`,
  );
  return _electron.launch({ chromiumSandbox: true, colorScheme: null, executablePath: process.env['PILOTHOUSE_ELECTRON'] ?? '', args: [folder] });
}
