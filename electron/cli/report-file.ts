import { randomUUID } from 'node:crypto';
import { realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { BadInput } from './exit';

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Before the work: whether a report can lie there at all. @throws BadInput */
export async function checkPlace(file: string): Promise<void> {
  const folder = dirname(resolve(file));
  const found = await stat(folder).catch(() => null);
  if (!found?.isDirectory()) throw new BadInput(`--out ${file}: there is no folder ${folder}`);
  if ((await stat(file).catch(() => null))?.isDirectory()) throw new BadInput(`--out ${file} is a folder`);
}

/** Whole or not at all, and never over what was judged. @throws BadInput */
export async function writeReport(file: string, text: string, judged: readonly string[]): Promise<void> {
  const place = await realpath(file).catch(() => resolve(file));
  const read = await Promise.all(judged.map((path) => realpath(path).catch(() => resolve(path))));
  if (read.includes(place)) throw new BadInput(`--out ${file} would be written over what was judged`);
  const next = join(dirname(place), `.${basename(place).slice(0, 100)}.${randomUUID()}`);
  try {
    await writeFile(next, text, { flag: 'wx' });
    await rename(next, place);
  } catch (error) {
    await rm(next, { force: true }).catch(() => undefined);
    throw new BadInput(`--out ${file} cannot be written: ${reasonOf(error)}`, { cause: error });
  }
}
