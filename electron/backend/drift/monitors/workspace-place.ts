import { join } from 'node:path';
import { stat } from 'node:fs/promises';
import type { AbortSignalLike } from '../../../../shared/api/verb';
import type { Dataset, DatasetVersion } from '../../../../shared/models/dataset';
import { AppError } from '../../../../shared/models/failure';
import { fileFailure, listFiles, type SourceFile } from '../../tables/source-files';
import type { WorkspacePlace } from './source-parts';

/** How the engine of the workspace is asked. */
export type DatasetsOf = {
  readonly folder: string;
  readonly dataset: (name: string, signal: AbortSignalLike) => Promise<Pick<Dataset, 'source'>>;
  readonly version: (name: string, version: string, signal: AbortSignalLike) => Promise<Pick<DatasetVersion, 'paths' | 'failure'>>;
};

export function workspacePlace({ folder, dataset, version }: DatasetsOf): WorkspacePlace {
  return {
    folder,
    async dataset(name, wanted, signal) {
      const { source } = await dataset(name, signal);
      if (wanted === null) return { format: source.format, files: await listFiles(folder, source, signal) };
      const { paths, failure } = await version(name, wanted, signal);
      if (failure) throw new AppError(failure);
      const files = await Promise.all(
        paths.map(async ({ path, bytes, digest }): Promise<SourceFile> => {
          const { mtimeMs } = await stat(join(folder, path)).catch((error: unknown) => Promise.reject(fileFailure(error, path)));
          return { path, bytes, stamp: digest, mtimeMs };
        }),
      );
      return { format: source.format, files };
    },
  };
}
