import type { ServiceCommand } from '../../../shared/models/service';
import type { FindServable, FindWhole } from '../contract';
import type { RevisionRecord } from './release-store';
import type { Who } from './running-service';

type Start = Extract<ServiceCommand, { verb: 'start' }>;
type Found = Pick<RevisionRecord, 'modelDigest' | 'digest' | 'bytes' | 'signature' | 'server' | 'files'>;
/** `findWhole`: for versions that a server of the user's answers for. */
export type RevisionFinders = { readonly findServable: FindServable; readonly findWhole: FindWhole };

/** What is kept of a version, by how it is run. All its bytes were read. @throws AppError where it is not there, or not what was registered */
export async function findRevision(
  { findServable, findWhole }: RevisionFinders,
  { model, version, server = null }: Pick<Start, 'model' | 'version' | 'server'>,
  signal: AbortSignal,
): Promise<Found> {
  if (!server) {
    const { digest: modelDigest, file, signature } = await findServable(model, version, signal);
    return { modelDigest, ...file, signature, server, files: [] };
  }
  const { digest: modelDigest, files, signature } = await findWhole(model, version, signal);
  return { modelDigest, digest: modelDigest, bytes: files.reduce((sum, { bytes }) => sum + bytes, 0), signature, server, files };
}

export const revisionOf = (found: Found, version: number, number: number, { by, why }: Who, now: number): RevisionRecord => ({
  ...found,
  number,
  version,
  createdAt: now,
  by,
  why,
  everStable: false,
});
