import { z } from 'zod';
import { ConnectionOptions, TestStep } from '../models/connection';
import { ConnectionId } from '../models/entity';
import {
  Bucket,
  BucketName,
  ListedObject,
  ObjectFacts,
  ObjectKey,
  ObjectPrefix,
  ObjectPreview,
  ObjectRef,
  ObjectStoreSecret,
  ObjectStoreSettings,
  ObjectVersion,
} from '../models/object-store';
import { request, watch } from './verb';

const TOKEN_MAX = 8_000;
/** Where the next page begins, in the words of the store; null: at the start, or nothing follows. */
const after = z.string().max(TOKEN_MAX).nullable();
const connection = ConnectionId;
const name = ConnectionOptions.shape.name;

export const objectsApi = {
  /** Makes a connection to an object store. Nothing is sent there yet. */
  'objects.connect': request(z.object({ name, settings: ObjectStoreSettings, secret: ObjectStoreSecret }), z.object({ id: ConnectionId })),
  /** Without what is secret of it. */
  'objects.settings': request(
    z.object({ connection }),
    z.object({ settings: ObjectStoreSettings, accessKeyId: z.string().nullable(), proxyUser: z.string().nullable() }),
  ),
  /** Parts of the secret that are null stay as they were, as far as the settings still need them and lead to the same place. */
  'objects.change': request(z.object({ connection, settings: ObjectStoreSettings, secret: ObjectStoreSecret }), z.object({})),
  /** Goes each step to a store that is not a connection yet, or with settings that are not kept yet. */
  'objects.test': watch(z.object({ connection: connection.nullable(), settings: ObjectStoreSettings, secret: ObjectStoreSecret }), TestStep),
  'objects.buckets': request(z.object({ connection, after }), z.object({ buckets: z.array(Bucket), after })),
  /** One level: what lies directly below the prefix, up to the next slash. */
  'objects.list': request(
    z.object({ connection, bucket: BucketName, prefix: ObjectPrefix, after }),
    z.object({ prefixes: z.array(z.string()), objects: z.array(ListedObject), after }),
  ),
  /** Of one object, newest first. */
  'objects.versions': request(z.object({ connection, bucket: BucketName, key: ObjectKey, after }), z.object({ versions: z.array(ObjectVersion), after })),
  'objects.facts': request(z.object({ connection, object: ObjectRef }), z.object({ facts: ObjectFacts })),
  /** Of exactly the object with this ETag. */
  'objects.preview': request(z.object({ connection, object: ObjectRef, etag: z.string().max(1_000) }), z.object({ preview: ObjectPreview })),
};
