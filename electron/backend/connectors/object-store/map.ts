import type { HeadObjectCommandOutput, ListBucketsCommandOutput, ListObjectsV2CommandOutput, ListObjectVersionsCommandOutput } from '@aws-sdk/client-s3';
import { AppError, failure } from '../../../../shared/models/failure';
import type { ObjectFacts, ObjectVersion } from '../../../../shared/models/object-store';
import type { BucketsPage, LevelPage, VersionsPage } from '../contract';

const at = (date: Date | undefined): number | null => {
  const time = date?.getTime() ?? Number.NaN;
  return Number.isNaN(time) || time < 0 ? null : time;
};
/** A page of some portal is read by the SDK as an answer in which nothing is. Never an empty list. */
const strange = () => new AppError(failure('unreachable', { reason: 'not-object-store' }));
/** Where a store leaves it out, it is the ordinary one. */
const STANDARD = 'STANDARD';

/** What is nameless of an answer is left out; the rest is true. */
export function mapBuckets({ Buckets, ContinuationToken }: ListBucketsCommandOutput): BucketsPage {
  if (!Buckets) throw strange();
  const buckets = Buckets.flatMap(({ Name, CreationDate }) => (Name ? [{ name: Name, createdAt: at(CreationDate), said: false }] : []));
  return { buckets, after: ContinuationToken || null };
}

export function mapLevel(answer: ListObjectsV2CommandOutput, prefix: string): LevelPage {
  const { Name, CommonPrefixes = [], Contents = [], IsTruncated, NextContinuationToken } = answer;
  if (Name === undefined) throw strange();
  return {
    prefixes: CommonPrefixes.flatMap(({ Prefix }) => (Prefix ? [Prefix] : [])),
    // Tools that think in folders leave an empty object with the name of each.
    objects: Contents.flatMap(({ Key, Size = 0, ETag, LastModified, StorageClass }) =>
      Key && !(Key === prefix && Key.endsWith('/'))
        ? [{ key: Key, size: Size, etag: ETag ?? null, modifiedAt: at(LastModified), storageClass: StorageClass ?? STANDARD }]
        : [],
    ),
    after: IsTruncated ? (NextContinuationToken ?? null) : null,
  };
}

export function mapVersions(answer: ListObjectVersionsCommandOutput, key: string): VersionsPage {
  const { Name, Versions = [], DeleteMarkers = [], IsTruncated, NextKeyMarker, NextVersionIdMarker } = answer;
  if (Name === undefined) throw strange();
  const kept = Versions.filter(({ Key }) => Key === key).map(
    ({ VersionId, IsLatest, Size, ETag, LastModified }): ObjectVersion => ({
      version: VersionId ?? 'null',
      newest: IsLatest ?? false,
      deleted: false,
      size: Size ?? 0,
      etag: ETag ?? null,
      modifiedAt: at(LastModified),
    }),
  );
  const gone = DeleteMarkers.filter(({ Key }) => Key === key).map(
    ({ VersionId, IsLatest, LastModified }): ObjectVersion => ({
      version: VersionId ?? 'null',
      newest: IsLatest ?? false,
      deleted: true,
      size: 0,
      etag: null,
      modifiedAt: at(LastModified),
    }),
  );
  const versions = [...kept, ...gone].toSorted((a, b) => Number(b.newest) - Number(a.newest) || (b.modifiedAt ?? 0) - (a.modifiedAt ?? 0));
  // Keys come in order: once the next is another, all versions of this one have been told.
  return { versions, after: IsTruncated && NextKeyMarker === key ? (NextVersionIdMarker ?? null) : null };
}

/** @throws AppError where the store does not say which object it is: nothing could be read of it for certain */
export function mapFacts(answer: HeadObjectCommandOutput): ObjectFacts {
  const { ContentLength, ETag, VersionId, LastModified, ContentType, ContentEncoding, StorageClass, Metadata = {} } = answer;
  if (ContentLength === undefined || !ETag) throw new AppError(failure('unsupported', { reason: 'store-lacks', text: 'The answer has no ETag or no length.' }));
  return {
    size: ContentLength,
    etag: ETag,
    version: VersionId ?? null,
    modifiedAt: at(LastModified),
    contentType: ContentType ?? '',
    encoding: ContentEncoding ?? null,
    storageClass: StorageClass ?? STANDARD,
    digests: DIGESTS.flatMap((name) => {
      const value = answer[`Checksum${name}`];
      return value ? [{ name, value }] : [];
    }),
    metadata: Metadata,
  };
}

const DIGESTS = ['SHA256', 'SHA1', 'CRC64NVME', 'CRC32C', 'CRC32'] as const;
