// Callers of the gateway's address beyond loopback, polite and otherwise.
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { Agent, request, type RequestOptions } from 'node:https';
import { connect, type Socket } from 'node:net';
import type { Door } from '../electron/engine/serving/contract';
import { makeCertificate } from '../electron/engine/address/made-certificate';
import { pickPorts } from './peers/ports';

export const HOST = '127.0.0.1';
export const DOOR_TOKEN = 'a token for callers from elsewhere';
export const hashOf = (token: string): string => createHash('sha256').update(token).digest('hex');

export async function makeDoor(more: Partial<Door> = {}): Promise<Door> {
  const { certificate, key } = makeCertificate([HOST, 'models.example'], Date.now());
  return { host: HOST, port: await pickPorts(1), certificate, key, tokens: [{ hash: hashOf(DOOR_TOKEN), until: null }], ...more };
}

export type Answer = { readonly status: number; readonly body: string; readonly headers: Readonly<Record<string, unknown>> };

/** A call that trusts the door's certificate, with its token unless told otherwise. Rejects as the connection does. */
export function call(
  door: Pick<Door, 'port' | 'certificate'>,
  path: string,
  { headers, body, ...more }: RequestOptions & { readonly body?: string } = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = request(
      {
        host: HOST,
        port: door.port,
        path,
        ca: door.certificate,
        method: body === undefined ? 'GET' : 'POST',
        agent: new Agent({ keepAlive: false }),
        headers: { authorization: `Bearer ${DOOR_TOKEN}`, ...(headers as Record<string, string>) },
        ...more,
      },
      (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (part: string) => (text += part));
        response.once('end', () => resolve({ status: response.statusCode ?? 0, body: text, headers: response.headers }));
        response.once('error', reject);
      },
    );
    asked.once('error', reject);
    asked.end(body);
  });
}

/** How a call fails; its status where it does not. */
export const codeOf = (called: Promise<Answer>): Promise<unknown> =>
  called.then(
    ({ status }) => status,
    (error: NodeJS.ErrnoException) => error.code,
  );

/** A connection without TLS. */
export async function plain(port: number): Promise<Socket> {
  const socket = connect({ host: HOST, port });
  socket.on('error', () => undefined); // being put out is what is asked for
  await once(socket, 'connect');
  return socket;
}
