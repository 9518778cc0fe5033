import { AppError, failureOf } from '../../../../shared/models/failure';
import { failure } from '../../../../shared/models/failure';
import type { Blobs, Connector, ExactObject, Span } from '../contract';
import type { ObjectStoreSession } from './session';

/** An answer that breaks off is taken up where it broke, as often in a row without a byte more. */
const TRIES = 3;

/** The bytes of a span in order, over broken links. @throws AppError */
async function* read(session: ObjectStoreSession, object: ExactObject, { start, end }: Span, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  let at = start;
  for (let tries = 0; at < end; ) {
    const before = at;
    try {
      const client = await session.client();
      for await (const chunk of client.bytes(object, at, end, signal)) {
        const wanted = chunk.subarray(0, end - at);
        at += wanted.length;
        yield wanted;
      }
      if (at < end) throw new AppError(failure('unreachable', { reason: 'connection-lost', values: { bucket: object.bucket, key: object.key } }));
    } catch (error) {
      signal.throwIfAborted();
      const why = failureOf(error);
      if (why.code === 'unauthenticated') session.retry(); // whoever asks next seeks credentials anew
      tries = at > before ? 1 : tries + 1;
      if (why.code !== 'unreachable' || tries >= TRIES) throw error;
    }
  }
}

const blobs: Blobs<ObjectStoreSession> = {
  buckets: (session, after, signal) => session.ask((client) => client.buckets({ after }, signal)),
  hasBucket: (session, bucket, signal) => session.ask((client) => client.hasBucket(bucket, signal)),
  list: (session, at, signal) => session.ask((client) => client.list(at, signal)),
  versions: (session, { bucket, key, after }, signal) => session.ask((client) => client.versions(bucket, key, { after }, signal)),
  facts: (session, object, signal) => session.ask((client) => client.facts(object, signal)),
  read,
};

/** Object stores with the API of S3. Their objects are too many to be held: they are listed and read when somebody asks. */
export const objectStore: Connector<ObjectStoreSession> = {
  id: 'object-store',
  system: 'object-store',
  kinds: [],
  watch: () => undefined,
  blobs,
};
