import type { ElectronApplication, TestInfo } from '@playwright/test';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** One start of the app, as far as it is looked into after a failure. */
export type Run = {
  readonly electron: ElectronApplication;
  readonly profile: string;
  /** What all of its processes wrote to the standard streams. */
  readonly output: readonly string[];
  /** Resolves once the trace is being taken. */
  readonly traced: Promise<void>;
  ended: boolean;
};

const PICTURE_MS = 5_000;

/** Where the evidence of the n-th start in a test goes: plain files in the test's own folder. */
const fileFor = (testInfo: TestInfo, index: number, what: string) => testInfo.outputPath(index === 0 ? what : `${index + 1}-${what}`);

/** Ends the trace while there still is an app to be asked for it. The runner removes the file when nothing fails. */
export async function keepTrace({ electron, traced }: Run, testInfo: TestInfo, index: number): Promise<void> {
  await traced;
  await electron
    .context()
    .tracing.stop({ path: fileFor(testInfo, index, 'window-trace.zip') })
    .catch(() => undefined); // it ended by itself, or was killed by its test
}

/** The picture of the window, what a screen reader would read in it, and the logs of all processes; those of an app that has ended too. */
export async function keepEvidence(run: Run, testInfo: TestInfo, index: number): Promise<void> {
  const page = run.electron.windows()[0];
  // A page that has crashed or hangs has no picture.
  if (!run.ended) await page?.screenshot({ path: fileFor(testInfo, index, 'window.png'), timeout: PICTURE_MS }).catch(() => undefined);
  const read = run.ended
    ? undefined
    : await page
        ?.locator('body')
        .ariaSnapshot({ timeout: PICTURE_MS })
        .catch(() => undefined);
  if (read !== undefined) writeFileSync(fileFor(testInfo, index, 'window.yaml'), read);
  writeFileSync(fileFor(testInfo, index, 'output.txt'), run.output.join(''));
  const folder = join(run.profile, 'logs');
  if (existsSync(folder)) for (const file of readdirSync(folder)) writeFileSync(fileFor(testInfo, index, file), readFileSync(join(folder, file)));
}
