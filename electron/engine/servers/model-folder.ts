import { constants } from 'node:fs';
import { chmod, copyFile, mkdir } from 'node:fs/promises';
import { dirname, join, resolve, sep } from 'node:path';
import { AppError, failure } from '../../../shared/models/failure';
import { storeFailure } from '../../backend/lib/store-failure';

const READ_ONLY = 0o444;

/**
 * The files of a version in a folder of their own. They are copies, sharing their bytes where the disk can do that: a server that writes into one
 * changes nothing that is registered.
 */
export async function makeModelFolder(folder: string, files: readonly { readonly path: string; readonly file: string }[]): Promise<void> {
  const inside = resolve(folder) + sep;
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    for (const { path, file } of files) {
      const target = resolve(join(folder, path));
      if (!target.startsWith(inside)) throw new AppError(failure('invalid', { values: { field: path } }));
      await mkdir(dirname(target), { recursive: true, mode: 0o700 });
      await copyFile(file, target, constants.COPYFILE_FICLONE);
      await chmod(target, READ_ONLY);
    }
  } catch (error) {
    throw error instanceof AppError ? error : new AppError(storeFailure(error, 'models'), { cause: error });
  }
}
