import { Agent, type OutgoingHttpHeaders, request as httpRequest } from 'node:http';
import { ProtocolError } from '../protocol/protocol-error';

/** Servers close what is idle for 5 s (uvicorn): a connection that old is not used again. */
const IDLE_MS = 2_000;
const ANSWER_MAX = 256_000_000;
const HEAD_LENGTH = 'inference-header-content-length';

export type Answer = { readonly status: number; readonly body: Buffer; readonly head: number | null };
export type Asked = { readonly path: string; readonly headers: OutgoingHttpHeaders; readonly body: string | Uint8Array; readonly timeoutMs: number };

/** Connections to one server on this machine, kept open between requests. */
export class ServerConnections {
  readonly #agent = new Agent({ keepAlive: true, scheduling: 'lifo', timeout: IDLE_MS });

  constructor(private readonly port: number) {}

  /** @throws ProtocolError 502 where it gives no whole answer, 504 where it takes too long */
  async post(asked: Asked): Promise<Answer> {
    try {
      return await this.#once(asked);
    } catch (error) {
      // It had closed a connection that was idle, just as this went out: nothing of this was read.
      if (error instanceof ClosedIdle) return await this.#once(asked);
      throw error;
    }
  }

  close(): void {
    this.#agent.destroy();
  }

  #once({ path, headers, body, timeoutMs }: Asked): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const options = { host: '127.0.0.1', port: this.port, path, method: 'POST', agent: this.#agent };
      const request = httpRequest({ ...options, headers: { ...headers, 'content-length': Buffer.byteLength(body) } });
      const late = setTimeout(() => {
        reject(new ProtocolError(504, `The server of the model did not answer within ${timeoutMs} ms.`));
        request.destroy();
      }, timeoutMs);
      const fail = (error: Error & { code?: string }) => {
        clearTimeout(late);
        const wasIdle = request.reusedSocket && (error.code === 'ECONNRESET' || error.code === 'EPIPE');
        reject(wasIdle ? new ClosedIdle() : new ProtocolError(502, 'The server of the model ended the connection before it answered.'));
      };
      request.once('error', fail);
      request.once('response', (response) => {
        request.off('error', fail).on('error', () => undefined);
        const parts: Buffer[] = [];
        let bytes = 0;
        response.on('data', (part: Buffer) => {
          bytes += part.length;
          if (bytes <= ANSWER_MAX) return void parts.push(part);
          reject(new ProtocolError(502, `The server of the model answers more than ${ANSWER_MAX} bytes.`));
          request.destroy();
        });
        response.once('close', () => {
          clearTimeout(late);
          if (!response.complete) return reject(new ProtocolError(502, 'The server of the model ended the connection within its answer.'));
          const head = response.headers[HEAD_LENGTH];
          resolve({ status: response.statusCode ?? 0, body: Buffer.concat(parts), head: typeof head === 'string' ? Number(head) : null });
        });
      });
      request.end(body);
    });
  }
}

class ClosedIdle extends Error {}
