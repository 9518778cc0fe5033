import type { IncomingMessage, ServerResponse } from 'node:http';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { AppError } from '../../../shared/models/failure';
import { listFolder, type NamedArtifact } from '../records/artifact-names';
import type { RunRecords } from '../records/run-records';
import { optionalText } from './fields';
import { invalid, missing, MlflowError } from './mlflow-error';
import { NOTHING, type Routes, type TrackingRooms } from './route';
import { runIdOf } from './run-calls';
import { runArtifacts } from './to-wire';

const PATH_MAX = 1_024;
const OWNER = /^\d+\/(?:models\/(m-[a-f0-9]{32})|([a-f0-9]{32}))\/artifacts(?:\/(.*))?$/;

type Place = { readonly owner: string; readonly kind: 'run' | 'model'; readonly path: string };

/** A path below an owner: relative, without steps up, backslashes, empty parts or control characters. */
export function safePath(path: string): string {
  const parts = path.split('/');
  const isUnsafe = path.length > PATH_MAX || /[\\\p{Cc}]/u.test(path) || parts.some((part) => part === '' || part === '.' || part === '..');
  if (path !== '' && isUnsafe) throw invalid('Invalid path');
  return path;
}

/** Which run or logged model a path of the artifact service means. @throws MlflowError where there is none */
export function placeOf(records: RunRecords, path: string): Place {
  const [found, model, run, below = ''] = OWNER.exec(path.replace(/\/$/, '')) ?? [];
  if (found === undefined) throw missing(`No artifacts are kept at '${path.slice(0, 200)}': there are those of runs and of logged models.`);
  if (model !== undefined) return { owner: records.models.model(model).id, kind: 'model', path: safePath(below) };
  return { owner: records.run(run ?? '').id, kind: 'run', path: safePath(below) };
}

const namesOf = (records: RunRecords, { owner, kind, path }: Place): readonly NamedArtifact[] =>
  kind === 'run' ? records.artifactsOf(owner, path) : records.artifacts.of(owner, path);

/** Takes an upload in. Nothing is named before all of it is kept; of two at once under one name, the one that ends last stays. */
export async function upload({ records, artifacts, commits }: TrackingRooms, path: string, request: IncomingMessage): Promise<object> {
  const { owner, kind, path: own } = placeOf(records, path);
  if (own === '') throw invalid('Invalid path');
  const { digest, bytes } = await artifacts.put(request).catch((error: unknown) => {
    throw request.complete || error instanceof AppError ? error : new MlflowError('BAD_REQUEST', 'The upload was cut short.', { cause: error });
  });
  await commits.run(() => {
    if (kind === 'run') records.addArtifact(owner, own, digest, bytes);
    else records.artifacts.put(owner, own, digest, bytes);
  });
  return NOTHING;
}

export async function download({ records, artifacts }: TrackingRooms, path: string, response: ServerResponse): Promise<void> {
  const place = placeOf(records, path);
  const found = namesOf(records, place).find((each) => each.path === place.path);
  if (!found) throw missing(`No such artifact: '${place.path}'`);
  const file = artifacts.path(found.digest);
  if ((await stat(file)).size !== found.bytes) throw new MlflowError('INTERNAL_ERROR', `The bytes of '${place.path}' are not those that were kept.`);
  const name = encodeURIComponent(place.path.split('/').at(-1) ?? 'artifact');
  response.writeHead(200, {
    'content-type': 'application/octet-stream',
    'content-length': found.bytes,
    'content-disposition': `attachment; filename*=UTF-8''${name}`,
    'x-content-type-options': 'nosniff',
    etag: `"${found.digest}"`,
  });
  await pipeline(createReadStream(file), response);
}

export function listUploaded({ records }: TrackingRooms, path: string): object {
  if (path === '') return { files: [] };
  const place = placeOf(records, path);
  const files = listFolder(namesOf(records, place), place.path);
  return {
    files: files.map((file) => ({ path: file.path.split('/').at(-1) ?? '', is_dir: file.folder, ...(file.bytes !== null && { file_size: file.bytes }) })),
  };
}

export async function removeUploaded({ records, commits }: TrackingRooms, path: string): Promise<object> {
  const place = placeOf(records, path);
  await commits.run(() => records.artifacts.remove(place.owner, place.path));
  return NOTHING;
}

export function artifactRoutes({ records }: TrackingRooms): Routes {
  return {
    'GET artifacts/list': ({ fields }) => {
      const run = records.run(runIdOf(fields));
      const path = safePath((optionalText(fields, 'path') ?? '').replace(/\/$/, ''));
      const files = listFolder(records.artifacts.of(run.id, path), path);
      return {
        root_uri: runArtifacts(run),
        files: files.map((file) => ({ path: file.path, is_dir: file.folder, ...(file.bytes !== null && { file_size: file.bytes }) })),
      };
    },
  };
}
