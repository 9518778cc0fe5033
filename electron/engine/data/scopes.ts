import type { DatasetRecord, FileRecord } from './data-store';
import { globBase, isGlob, matchesGlob } from '../../backend/tables/glob';

const trimmed = (path: string): string => path.replace(/^(\.\/)+/, '').replace(/\/+$/, '');
const isBelow = (path: string, folder: string): boolean => folder === '' || folder === '.' || path === folder || path.startsWith(`${folder}/`);

/** Whether a path of the workspace names data of a source: the source itself, a file or folder of it, or a folder that holds it. */
export function touches({ path: own }: Pick<DatasetRecord, 'path'>, files: readonly Pick<FileRecord, 'path'>[], asked: string): boolean {
  const [source, path] = [trimmed(own), trimmed(asked)];
  if (path === source || files.some((file) => isBelow(file.path, path))) return true;
  if (!isGlob(source)) return isBelow(path, source) || isBelow(source, path);
  return matchesGlob(source, path) || isBelow(globBase(source), path);
}
