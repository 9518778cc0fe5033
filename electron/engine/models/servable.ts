import { readFile } from 'node:fs/promises';
import { AppError, failure } from '../../../shared/models/failure';
import type { Artifacts, FindServable, FindWhole } from '../contract';
import type { IntegrityCheck } from './integrity';
import { parseMlmodel } from './mlmodel-file';
import type { ModelStore } from './model-store';
import { readOnnxSignature } from './onnx-signature';
import type { FileRow, VersionRow } from './version-row';

export type ServableRooms = { readonly store: ModelStore; readonly artifacts: Artifacts; readonly integrity: IntegrityCheck };

/** Finds the ONNX file of a version, after all its bytes were read again. */
export const findServable =
  ({ store, artifacts, integrity }: ServableRooms): FindServable =>
  async (model, number, signal) => {
    const version = await wholeVersion({ store, integrity }, model, number, signal);
    const file = await onnxFileOf(version, store.files(model, number), artifacts);
    if (!file || version.digest === null) throw notServable(model, number);
    return { digest: version.digest, file: { digest: file.digest, bytes: file.bytes }, signature: await readOnnxSignature(artifacts.path(file.digest)) };
  };

/** Finds all files of a version, after all its bytes were read again. */
export const findWhole =
  ({ store, integrity }: Pick<ServableRooms, 'store' | 'integrity'>): FindWhole =>
  async (model, number, signal) => {
    const { digest, signature } = await wholeVersion({ store, integrity }, model, number, signal);
    if (digest === null) throw notServable(model, number);
    return { digest, signature, files: store.files(model, number).map(({ path, digest: kept, bytes }) => ({ path, digest: kept, bytes })) };
  };

async function wholeVersion({ store, integrity }: Pick<ServableRooms, 'store' | 'integrity'>, model: string, number: number, signal?: AbortSignal) {
  const version = store.version(model, number);
  const { state, files } = await integrity.check(version, signal);
  if (state !== 'tampered' && state !== 'missing') return version;
  throw new AppError(failure('denied', { reason: 'bytes-changed', values: { model, version: String(number), file: files.join(', ') } }));
}

const notServable = (model: string, number: number) =>
  new AppError(failure('unsupported', { reason: 'model-not-servable', values: { model, version: String(number) } }));

async function onnxFileOf({ format }: VersionRow, files: readonly FileRow[], artifacts: Artifacts): Promise<FileRow | undefined> {
  if (format === 'onnx') return files.find(({ path }) => path.endsWith('.onnx'));
  const mlmodel = format === 'mlflow' && files.find(({ path }) => path === 'MLmodel');
  const named = mlmodel && parseMlmodel(await readFile(artifacts.path(mlmodel.digest), 'utf8'))?.onnxFile;
  return files.find(({ path }) => path === named);
}
