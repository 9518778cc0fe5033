import { readFileSync } from 'node:fs';
import { type ClientHttp2Session, connect } from 'node:http2';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import type { Bed } from '../peers/bed';

/** Where a bed is, as far as it can be told to another process. */
export const BedPlace = z.object({ url: z.string(), dir: z.string() });
export type BedPlace = z.infer<typeof BedPlace>;
export const placeOf = ({ url, dir }: Bed): BedPlace => ({ url, dir });

export type BareRequest = {
  readonly method?: 'GET' | 'POST' | 'PATCH';
  readonly path: string;
  readonly json?: unknown;
  readonly contentType?: string;
  /** That it is not there is an answer as well. */
  readonly missing?: boolean;
};

/** The bed's administrator with Node's own HTTP/2 and nothing else: the floor of what is asked of an API server. */
export interface BareClient {
  /** Sends, reads to the end and parses. @throws where the answer is no good one */
  ask(request: BareRequest): Promise<unknown>;
  /** Each event of a watch as it comes. Resolves when the watch is open. */
  watch(path: string, onEvent: (event: unknown) => void): Promise<void>;
  close(): void;
}

/** The session's own prototype is where a benchmark can see what all sessions of its process send. */
export function openBare({ url, dir }: BedPlace): BareClient & { readonly session: ClientHttp2Session } {
  const pki = (name: string) => readFileSync(`${dir}/pki/${name}`);
  const session = connect(url, { ca: pki('ca.crt'), cert: pki('client-admin.crt'), key: pki('client-admin.key') });
  return {
    session,
    async ask({ method = 'GET', path, json, contentType = 'application/json', missing = false }) {
      const body = json === undefined ? undefined : JSON.stringify(json);
      const stream = session.request({
        ':method': method,
        ':path': path,
        accept: 'application/json',
        ...(body !== undefined && { 'content-type': contentType }),
      });
      let status = 0;
      stream.on('response', (headers) => (status = Number(headers[':status'])));
      stream.end(body);
      const chunks: Buffer[] = [];
      for await (const chunk of stream) if (Buffer.isBuffer(chunk)) chunks.push(chunk);
      const text = Buffer.concat(chunks).toString();
      if ((status < 200 || status >= 300) && !(missing && status === 404)) throw new Error(`${method} ${path}: ${status} ${text.slice(0, 500)}`);
      return JSON.parse(text);
    },
    watch(path, onEvent) {
      const stream = session.request({ ':path': path, accept: 'application/json' });
      createInterface({ input: stream }).on('line', (line) => onEvent(JSON.parse(line)));
      return new Promise((resolve, reject) => {
        stream.once('error', reject);
        stream.once('response', (headers) => (headers[':status'] === 200 ? resolve() : reject(new Error(`watch ${path}: ${headers[':status']}`))));
      });
    },
    close: () => session.close(),
  };
}
