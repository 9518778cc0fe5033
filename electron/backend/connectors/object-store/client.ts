import {
  GetObjectCommand,
  type GetObjectCommandOutput,
  HeadBucketCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  S3Client,
  type S3ClientConfig,
} from '@aws-sdk/client-s3';
import { loadSharedConfigFiles } from '@smithy/core/config';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { Readable } from 'node:stream';
import type { ObjectFacts, ObjectRef, ObjectStoreSecret, ObjectStoreSettings } from '../../../../shared/models/object-store';
import { AppError, failure, failureOf } from '../../../../shared/models/failure';
import type { BucketsPage, ExactObject, LevelPage, ListedAt, VersionsPage } from '../contract';
import { diallingAgents } from './dialling-agents';
import { mapBuckets, mapFacts, mapLevel, mapVersions } from './map';
import type { ProxyOf } from './proxy';
import { type Asked, s3Error } from './s3-failure';

/** A store that says nothing for so long, in the middle of an answer too, is given up. */
const SILENT_MS = 30_000;
const ATTEMPTS = 3;
const PAGE = 1_000;
/** Of a page of versions, which holds those of other keys that begin alike. */
const VERSIONS_PAGE = 200;

export type ClientParts = {
  readonly settings: ObjectStoreSettings;
  readonly secret: ObjectStoreSecret;
  readonly proxy: ProxyOf;
  /** Files of profiles are read anew: they were changed, or it is to be seen whether they were. */
  readonly fresh: boolean;
};

export type Page = { readonly after: string | null };

/** The only I/O with a store: the SDK in, our own types out. It reads alone; there is no call here that writes. */
export class StoreClient {
  readonly #s3: S3Client;

  private constructor(
    s3: S3Client,
    private readonly settings: ObjectStoreSettings,
  ) {
    this.#s3 = s3;
  }

  /** @throws AppError where the credentials that the settings name are not there */
  static async open(parts: ClientParts): Promise<StoreClient> {
    const { settings } = parts;
    if (settings.credentials.kind === 'chain' && parts.fresh) await loadSharedConfigFiles({ ignoreCache: true });
    return new StoreClient(new S3Client(configOf(parts)), settings);
  }

  /** Who the store will be told to be asked by: the id of an access key, which is no secret. */
  async whoAsks(): Promise<string> {
    if (this.settings.credentials.kind === 'anonymous') return '–';
    return this.#asked({}, async () => (await this.#s3.config.credentials()).accessKeyId);
  }

  /** One page. A store that lists nothing to us is `forbidden` with `listing-denied`. */
  buckets({ after }: Page, signal: AbortSignal): Promise<BucketsPage> {
    return this.#asked({ verb: 'list' }, async () =>
      mapBuckets(await this.#s3.send(new ListBucketsCommand({ MaxBuckets: PAGE, ...token(after) }), { abortSignal: signal })),
    );
  }

  /** Whether the bucket is there. One that may be read but not listed is. */
  async hasBucket(bucket: string, signal: AbortSignal): Promise<boolean> {
    try {
      await this.#asked({ bucket }, () => this.#s3.send(new HeadBucketCommand({ Bucket: bucket }), { abortSignal: signal }));
      return true;
    } catch (error) {
      if (error instanceof AppError && error.failure.code === 'forbidden') return true;
      if (error instanceof AppError && error.failure.code === 'not-found') return false;
      throw error;
    }
  }

  list({ bucket, prefix, after, deep = false }: ListedAt, signal: AbortSignal): Promise<LevelPage> {
    const input = { Bucket: bucket, Prefix: prefix, MaxKeys: PAGE, ...(!deep && { Delimiter: '/' }), ...token(after) };
    return this.#asked({ bucket, verb: 'list' }, async () => mapLevel(await this.#s3.send(new ListObjectsV2Command(input), { abortSignal: signal }), prefix));
  }

  versions(bucket: string, key: string, { after }: Page, signal: AbortSignal): Promise<VersionsPage> {
    const marker = after === null ? {} : { KeyMarker: key, VersionIdMarker: after };
    const input = { Bucket: bucket, Prefix: key, MaxKeys: VERSIONS_PAGE, ...marker };
    return this.#asked({ bucket, key, verb: 'list' }, async () =>
      mapVersions(await this.#s3.send(new ListObjectVersionsCommand(input), { abortSignal: signal }), key),
    );
  }

  async facts({ bucket, key, version }: ObjectRef, signal: AbortSignal): Promise<ObjectFacts> {
    const asked: Asked = { bucket, key, version, verb: 'read' };
    const input = { Bucket: bucket, Key: key, ...(version && { VersionId: version }) };
    try {
      return await this.#asked(asked, async () =>
        mapFacts(await this.#s3.send(new HeadObjectCommand({ ...input, ChecksumMode: 'ENABLED' }), { abortSignal: signal })),
      );
    } catch (error) {
      if (failureOf(error).code !== 'forbidden') throw error;
      // An answer to HEAD has no body to say why: a right that lacks, a secret that is wrong, or a token that has expired.
      await this.#asked(asked, async () =>
        bodyOf(await this.#s3.send(new GetObjectCommand({ ...input, Range: 'bytes=0-0' }), { abortSignal: signal })).destroy(),
      );
      throw error;
    }
  }

  /** The bytes from `start` up to `end`, of exactly this object, as they come. */
  async *bytes({ bucket, key, version, etag }: ExactObject, start: number, end: number, signal: AbortSignal): AsyncGenerator<Uint8Array> {
    const asked: Asked = { bucket, key, version, verb: 'read' };
    const input = { Bucket: bucket, Key: key, IfMatch: etag, Range: `bytes=${start}-${end - 1}`, ...(version && { VersionId: version }) };
    const answer = await this.#asked(asked, () => this.#s3.send(new GetObjectCommand(input), { abortSignal: signal }));
    const body = bodyOf(answer);
    const stop = () => body.destroy();
    signal.addEventListener('abort', stop, { once: true });
    try {
      // Where a store ignores what was asked on condition, its answer still says which object it is.
      if (answer.ETag !== etag) throw new AppError(failure('stale', { reason: 'object-replaced', values: { bucket, key } }));
      if (!answer.ContentRange?.startsWith(`bytes ${start}-`))
        throw new AppError(failure('unsupported', { reason: 'ranges-ignored', values: { bucket, key } }));
      for await (const chunk of body) yield chunk as Uint8Array;
    } catch (error) {
      signal.throwIfAborted();
      throw s3Error(error, asked);
    } finally {
      signal.removeEventListener('abort', stop);
      body.destroy();
    }
  }

  close(): void {
    this.#s3.destroy();
  }

  async #asked<T>(asked: Asked, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw s3Error(error, asked);
    }
  }
}

function bodyOf({ Body }: GetObjectCommandOutput): Readable {
  if (Body instanceof Readable) return Body;
  throw new AppError(failure('unreachable', { reason: 'not-object-store' }));
}

const token = (after: string | null) => (after === null ? {} : { ContinuationToken: after });

function configOf({ settings, secret, proxy }: ClientParts): S3ClientConfig {
  const { address, region, pathStyle, ca, credentials } = settings;
  return {
    ...(address !== null && { endpoint: address }),
    region,
    forcePathStyle: pathStyle,
    followRegionRedirects: true,
    maxAttempts: ATTEMPTS,
    // A part of an object has no digest of its own; what the store says of a whole one is shown instead.
    responseChecksumValidation: 'WHEN_REQUIRED',
    requestHandler: new NodeHttpHandler({ ...diallingAgents({ proxy, ca }), socketTimeout: SILENT_MS, socketAcquisitionWarningTimeout: 10 * SILENT_MS }),
    ...signing(credentials, secret),
  };
}

function signing(credentials: ObjectStoreSettings['credentials'], { keys }: ObjectStoreSecret): S3ClientConfig {
  switch (credentials.kind) {
    case 'chain':
      return credentials.profile === null ? {} : { profile: credentials.profile };
    case 'anonymous':
      return { signer: { sign: (request) => Promise.resolve(request) }, credentials: { accessKeyId: '', secretAccessKey: '' } };
    case 'keys':
      if (!keys) throw new AppError(failure('unauthenticated', { reason: 'credentials-missing' }));
      return {
        credentials: { accessKeyId: keys.accessKeyId, secretAccessKey: keys.secretAccessKey, ...(keys.sessionToken && { sessionToken: keys.sessionToken }) },
      };
  }
}
