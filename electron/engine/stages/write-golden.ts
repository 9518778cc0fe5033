import { mkdir, open, realpath } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import { AppError, failure } from '../../../shared/models/failure';
import { goldenPath } from '../../../shared/models/stage';
import type { Places } from '../contract';
import type { GoldenFile } from './golden-file';

const TRIES = 100;

/** Puts golden requests into the workspace, beside what is there and never over it: where the model has its own, under the name of the dataset. @returns its path there */
export async function writeGolden({ root, hidden }: Pick<Places, 'root' | 'hidden'>, model: string, dataset: string, content: GoldenFile): Promise<string> {
  const own = goldenPath(model);
  const stem = own.replace(/\.json$/, `-${dataset}`);
  const names = [own, `${stem}.json`, ...Array.from({ length: TRIES }, (_, at) => `${stem}-${at + 2}.json`)];
  const text = `${JSON.stringify(content, null, 2)}\n`;
  await mkdir(join(root, dirname(own)), { recursive: true });
  const [home, ours, folder] = await Promise.all([realpath(root), realpath(hidden), realpath(join(root, dirname(own)))]);
  if (!folder.startsWith(home + sep) || folder.startsWith(ours + sep))
    throw new AppError(failure('invalid', { reason: 'golden-malformed', text: 'not in the workspace', values: { file: own } }));
  for (const name of names) {
    const file = await open(join(root, name), 'wx').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'EEXIST') return null;
      throw error;
    });
    if (!file) continue;
    try {
      await file.writeFile(text);
    } finally {
      await file.close();
    }
    return name;
  }
  throw new AppError(failure('conflict', { reason: 'golden-malformed', text: 'too many files', values: { file: own } }));
}
