import type { ObjectFacts, ObjectPreview, ObjectRef } from '../../../shared/models/object-store';
import { AppError, type Failure, failure, failureOf } from '../../../shared/models/failure';
import type { Blobs, Connector, Session } from '../connectors/contract';
import type { BlobSource, ObjectCopies } from './object-copies';
import { chunksOf, readFooter } from './parquet';
import { bytesOfSpans } from './spans';

/** What of a connection is needed. */
interface Reached {
  readonly stored: { readonly system: string; readonly options: { readonly enabled: boolean } };
  session(): Session;
  heard(failure: Failure | null): void;
  view(): { readonly target: { readonly server: string } };
}

export type ObjectsParts = { readonly connections: { get(id: string): Reached }; readonly connectors: readonly Connector[]; readonly copies: ObjectCopies };

/** What is needed of an object as a file. */
export type Wanted = {
  /** Of a Parquet file: these columns alone travel. Null: all of it. */
  readonly columns: readonly string[] | null;
  /** As it was listed; absent: whatever is there now. */
  readonly etag?: string;
};

export type HeldObject = {
  /** As large as the object. Of what was not asked for it holds nothing: read no other columns. */
  readonly path: string;
  readonly facts: ObjectFacts;
  /** Which bytes it is, for reports: the store's own word for this state of the object. */
  readonly identity: string;
  /** What came from the store for this; what lay here already is not counted. */
  readonly bytesRead: number;
  /** What lies here of it now. */
  readonly bytesWanted: number;
  /** It may go from now on, when room is needed. */
  release(): void;
};

export type HoldOptions = { readonly signal: AbortSignal; readonly onProgress?: (done: number, all: number) => void };

/** Objects of all connections that have some: looked at, and held as files for whoever reads tables. Everything throws AppError. */
export class Objects {
  constructor(private readonly parts: ObjectsParts) {}

  /** Asks the connection, and lets it note whether it answers. */
  async ask<T>(id: string, work: (blobs: Blobs, session: Session) => Promise<T>): Promise<T> {
    const { connection, blobs } = this.#reach(id);
    try {
      const answer = await work(blobs, connection.session());
      connection.heard(null);
      return answer;
    } catch (error) {
      const why = failureOf(error);
      if (why.code === 'unreachable' || why.code === 'unauthenticated') connection.heard(why);
      else if (why.code === 'forbidden' || why.code === 'not-found') connection.heard(null); // an answer too
      throw error;
    }
  }

  async preview(id: string, object: ObjectRef, etag: string, signal: AbortSignal): Promise<ObjectPreview> {
    const facts = await this.#facts(id, object, signal);
    checkEtag(facts, etag, object, id);
    const source = this.#source(id, object, facts);
    const copy = await this.parts.copies.open(source);
    try {
      const { previewOf } = await import('./preview');
      return await previewOf(copy, source, signal);
    } finally {
      copy.release();
    }
  }

  /** The object as a file here, with the columns that are wanted of it. An object that is replaced meanwhile is `stale`. */
  async hold(id: string, object: ObjectRef, { columns, etag }: Wanted, { signal, onProgress }: HoldOptions): Promise<HeldObject> {
    const facts = await this.#facts(id, object, signal);
    checkEtag(facts, etag ?? facts.etag, object, id);
    const source = this.#source(id, object, facts);
    const copy = await this.parts.copies.open(source);
    try {
      let spans = [{ start: 0, end: facts.size }];
      if (columns !== null) {
        const footer = await readFooter(copy, object.key, facts.size, signal);
        const wanted = new Set(columns);
        // The magic at the beginning too: tools look for it.
        spans = [{ start: 0, end: 4 }, footer.span, ...chunksOf(footer, object.key).flatMap(({ column, span }) => (wanted.has(column) ? [span] : []))];
      }
      const all = bytesOfSpans(spans);
      let done = 0;
      await copy.fetch(spans, signal, (bytes) => onProgress?.((done += bytes), all));
      return { path: copy.path, facts, identity: source.identity, bytesRead: copy.bytesRead, bytesWanted: all, release: copy.release };
    } catch (error) {
      copy.release();
      throw error;
    }
  }

  #facts(id: string, object: ObjectRef, signal: AbortSignal): Promise<ObjectFacts> {
    return this.ask(id, (blobs, session) => blobs.facts(session, object, signal));
  }

  #source(id: string, object: ObjectRef, { etag, size }: ObjectFacts): BlobSource {
    const { blobs, connection } = this.#reach(id);
    const { bucket, key, version } = object;
    return {
      identity: JSON.stringify([id, connection.view().target.server, bucket, key, version, etag]),
      key,
      size,
      read: (span, signal) => blobs.read(connection.session(), { ...object, etag }, span, signal),
    };
  }

  #reach(id: string) {
    const connection = this.parts.connections.get(id);
    const { system, options } = connection.stored;
    const blobs = this.parts.connectors.find((each) => each.system === system && each.blobs)?.blobs;
    if (!blobs) throw new AppError(failure('unsupported', { values: { connection: id } }, id));
    if (!options.enabled) throw new AppError(failure('unsupported', { reason: 'connection-off' }, id));
    return { connection, blobs };
  }
}

function checkEtag({ etag }: ObjectFacts, expected: string, { bucket, key }: ObjectRef, id: string): void {
  if (etag !== expected) throw new AppError(failure('stale', { reason: 'object-replaced', values: { bucket, key } }, id));
}
