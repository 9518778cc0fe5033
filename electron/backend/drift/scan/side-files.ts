import { createHash } from 'node:crypto';
import type { AbortSignalLike } from '../../../../shared/api/verb';
import type { ReportSide } from '../../../../shared/models/drift-report';
import { AppError, failure } from '../../../../shared/models/failure';
import { guardParquet } from '../../tables/guard-parquet';
import { digestOf, hashFile } from '../../tables/hash-file';
import { type DataFormat, fileAt, formatOf, guessFormat, isSameListing, listFiles, type SourceFile } from '../../tables/source-files';
import type { Tables } from '../judge-drift';

export type SideFiles = {
  readonly format: DataFormat;
  readonly files: readonly SourceFile[];
  readonly bytes: number;
  /** What each is called in a report, where that is not its path. */
  readonly identities: NonNullable<Tables['identities']>;
};

/** Paths of ours are absolute. */
const ROOT = '';

/** The files of a side in the order of their paths, each once. Throws AppError `local`, `invalid`. */
export async function sideFiles(
  { files, format, identities = {} }: Pick<Tables, 'files' | 'format' | 'identities'>,
  signal?: AbortSignalLike,
): Promise<SideFiles> {
  const [first] = files;
  if (first === undefined) throw new AppError(failure('invalid', { reason: 'data-none', values: { file: '' } }));
  const found = format ?? formatOf(first) ?? (await guessFormat(ROOT, first));
  if (!found) throw new AppError(failure('invalid', { reason: 'data-format-unknown', values: { file: first, path: first } }));
  const all = new Map<string, SourceFile>();
  for (const path of files) for (const file of await listFiles(ROOT, { path, format: found }, signal)) all.set(file.path, file);
  const listed = [...all.values()].toSorted((a, b) => (a.path < b.path ? -1 : 1));
  if (found === 'parquet') for (const { path } of listed) await guardParquet(ROOT, path);
  return { format: found, files: listed, bytes: listed.reduce((sum, { bytes }) => sum + bytes, 0), identities };
}

/** As reports call them, in order. */
export const sideNames = ({ files, identities }: SideFiles): string[] => files.map(({ path }) => identities[path] ?? path).toSorted();

/** SHA-256 of what they hold. Names are no content; but of parts of objects, what is not here cannot be hashed. */
export async function sideDigest(side: SideFiles, signal?: AbortSignalLike): Promise<Pick<ReportSide, 'digest' | 'digest_of'>> {
  const { format, files, identities } = side;
  if (format === 'parquet' && files.every(({ path }) => identities[path] !== undefined)) return digestOfEtags(sideNames(side));
  const digests: string[] = [];
  for (const { path } of files) {
    const isText = format !== 'parquet' && !path.endsWith('.gz');
    digests.push(await hashFile(path, { name: path, isText, signal }));
  }
  return { digest: digestOf(digests), digest_of: 'content' };
}

export const digestOfEtags = (identities: readonly string[]): Pick<ReportSide, 'digest' | 'digest_of'> => ({
  digest: createHash('sha256')
    .update(identities.map((each) => `${each}\n`).join(''))
    .digest('hex'),
  digest_of: 'etags',
});

/** Throws AppError `local` `data-changing` where one is not as it was when it was listed. */
export async function sameStill(side: SideFiles): Promise<void> {
  // More of an object may come into its file meanwhile; what was there stays, for another state of it is another file.
  const files = side.files.filter(({ path }) => side.identities[path] === undefined);
  const now = await Promise.all(files.map(({ path }) => fileAt(ROOT, path)));
  if (isSameListing(files, now)) return;
  const { path = '' } = files.find(({ stamp }, at) => stamp !== now[at]?.stamp) ?? {};
  throw new AppError(failure('local', { reason: 'data-changing', values: { file: path } }));
}
