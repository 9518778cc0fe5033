import { z } from 'zod';

const NAME_MAX = 255;
/** In letters; the stores count 1,024 bytes. */
const KEY_MAX = 1_024;
const PEM_MAX = 200_000;

/** Without user, password, query: those would be secrets, or no address of a store. */
const WEB_ADDRESS = /^https?:\/\/[^/@\s?#]+(\/[^\s?#]*)?$/;

export const BucketName = z
  .string()
  .min(1)
  .max(NAME_MAX)
  .regex(/^[^/\p{Cc}]+$/u);
export const ObjectKey = z.string().min(1).max(KEY_MAX);
/** What keys begin with; empty: all of them. */
export const ObjectPrefix = z.string().max(KEY_MAX);

/** Schemes of proxies; what signs in there stands in the secret. */
const PROXY = /^(https?|socks5h?):\/\/[^/@\s]+\/?$/;

/** Where an object store is and how it is spoken to. Nothing of it is a secret. */
export const ObjectStoreSettings = z.object({
  /** Null: Amazon's own, by its region. */
  address: z.string().max(2_000).regex(WEB_ADDRESS).nullable(),
  region: z.string().regex(/^[a-z0-9][a-z0-9-]{0,40}$/),
  /** The bucket's name is in the path, not in the host's name: what most stores but Amazon's want. */
  pathStyle: z.boolean(),
  /** PEM of authorities to trust instead of those of this computer. */
  ca: z.string().max(PEM_MAX).includes('-----BEGIN CERTIFICATE-----').nullable(),
  /** Null: the one that the environment names, if any. Without user and password. */
  proxy: z.string().max(2_000).regex(PROXY).nullable(),
  /** `chain`: as the tools of the store find them (environment, files of a profile, single sign-on, the machine's role). */
  credentials: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('chain'), profile: z.string().min(1).max(NAME_MAX).nullable() }),
    z.object({ kind: z.literal('keys') }),
    z.object({ kind: z.literal('anonymous') }),
  ]),
  /** Buckets to show also where the store lists none. */
  buckets: z.array(BucketName).max(200),
});
export type ObjectStoreSettings = z.infer<typeof ObjectStoreSettings>;

const secret = z.string().min(1).max(8_000);
/** What is sealed. It goes in and never out again. */
export const ObjectStoreSecret = z.object({
  keys: z.object({ accessKeyId: secret, secretAccessKey: secret, sessionToken: secret.nullable() }).nullable(),
  proxy: z.object({ user: secret, password: z.string().max(8_000) }).nullable(),
});
export type ObjectStoreSecret = z.infer<typeof ObjectStoreSecret>;
export const NO_SECRET: ObjectStoreSecret = { keys: null, proxy: null };

export const ObjectRef = z.object({
  bucket: BucketName,
  key: ObjectKey,
  /** Null: whatever is the newest. */
  version: z.string().min(1).max(KEY_MAX).nullable(),
});
export type ObjectRef = z.infer<typeof ObjectRef>;

const at = z.number().nonnegative().nullable();
export const Bucket = z.object({
  name: z.string(),
  createdAt: at,
  /** The store did not list it: somebody said that it is there. */
  said: z.boolean(),
});
export type Bucket = z.infer<typeof Bucket>;

export const ListedObject = z.object({
  key: z.string(),
  size: z.number().nonnegative(),
  etag: z.string().nullable(),
  modifiedAt: at,
  storageClass: z.string(),
});
export type ListedObject = z.infer<typeof ListedObject>;

export const ObjectVersion = z.object({
  version: z.string(),
  newest: z.boolean(),
  /** It was deleted here: there is nothing to read. */
  deleted: z.boolean(),
  size: z.number().nonnegative(),
  etag: z.string().nullable(),
  modifiedAt: at,
});
export type ObjectVersion = z.infer<typeof ObjectVersion>;

/** What the store says of one object. */
export const ObjectFacts = z.object({
  size: z.number().nonnegative(),
  etag: z.string(),
  version: z.string().nullable(),
  modifiedAt: at,
  contentType: z.string(),
  encoding: z.string().nullable(),
  storageClass: z.string(),
  /** Digests that the store computed itself, by their names: SHA256, CRC64NVME. */
  digests: z.array(z.object({ name: z.string(), value: z.string() })),
  metadata: z.record(z.string(), z.string()),
});
export type ObjectFacts = z.infer<typeof ObjectFacts>;

export const ParquetColumn = z.object({
  /** As the tools that read it call it; fields within a column have dots. */
  name: z.string(),
  type: z.string(),
  codec: z.string(),
  /** As it lies in the store, over all row groups. */
  bytes: z.number().nonnegative(),
});
export type ParquetColumn = z.infer<typeof ParquetColumn>;

const cell = z.union([z.string(), z.number(), z.boolean(), z.null()]);
/** The beginning of an object, as far as it can be shown. */
export const ObjectPreview = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('text'), format: z.enum(['json', 'csv', 'text']), text: z.string(), whole: z.boolean() }),
  z.object({
    kind: z.literal('parquet'),
    rows: z.number().nonnegative(),
    rowGroups: z.number().nonnegative(),
    madeBy: z.string().nullable(),
    columns: z.array(ParquetColumn),
    /** Null: its first rows cannot be shown, because the first row group is too large or packed in a way that is not known here. */
    head: z.object({ columns: z.array(z.string()), rows: z.array(z.array(cell)) }).nullable(),
  }),
  z.object({ kind: z.literal('bytes'), hex: z.string(), whole: z.boolean() }),
  z.object({ kind: z.literal('empty') }),
]);
export type ObjectPreview = z.infer<typeof ObjectPreview>;

/** Which bytes, in the words of the store: what a report calls an object that it has judged. */
export const identityOf = ({ bucket, key, version }: ObjectRef, etag: string): string =>
  `s3://${bucket}/${key} ${etag}${version === null ? '' : ` ${version}`}`;
