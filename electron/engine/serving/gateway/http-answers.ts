import type { IncomingMessage, ServerResponse } from 'node:http';
import { errorBody } from '../protocol/protocol-error';

/** A sender of a long body reads nothing before it has sent all: so long it is heard out, then it is put out. */
const LINGER_MS = 2_000;
const JSON_TYPE = 'application/json';

/** What a caller brought to be known by goes back with the answer. */
const ECHOED = ['x-request-id', 'traceparent'] as const;

export type Reply = { readonly status: number; readonly content: string | Uint8Array; readonly head: number | null; readonly revision: number | null };

export function sendReply(request: IncomingMessage, response: ServerResponse, { status, content, head, revision }: Reply): void {
  if (response.destroyed) return;
  const length = typeof content === 'string' ? Buffer.byteLength(content) : content.byteLength;
  const headers: (string | number)[] = ['content-type', head === null ? JSON_TYPE : 'application/octet-stream', 'content-length', length];
  if (head !== null) headers.push('inference-header-content-length', head);
  if (revision !== null) headers.push('x-pilothouse-revision', revision);
  if (status === 429 || status === 503) headers.push('retry-after', 1);
  for (const name of ECHOED) {
    const value = request.headers[name];
    if (typeof value === 'string') headers.push(name, value);
  }
  response.writeHead(status, headers);
  response.end(content);
}

export function sendJson(response: ServerResponse, body: object, status = 200): void {
  const text = JSON.stringify(body);
  response.writeHead(status, ['content-type', JSON_TYPE, 'content-length', Buffer.byteLength(text)]);
  response.end(text);
}

export function sendText(response: ServerResponse, type: string, text: string): void {
  response.writeHead(200, ['content-type', type, 'content-length', Buffer.byteLength(text)]);
  response.end(text);
}

/** Says no, also to one who is still sending. */
export function sendError(request: IncomingMessage, response: ServerResponse, status: number, message: string): void {
  if (response.headersSent || response.destroyed) return;
  const body = errorBody(message);
  const headers: (string | number)[] = ['content-type', JSON_TYPE, 'content-length', Buffer.byteLength(body)];
  if (status === 401) headers.push('www-authenticate', 'Bearer');
  if (status === 429 || status === 503) headers.push('retry-after', 1);
  if (request.complete) {
    response.writeHead(status, headers).end(body);
    return;
  }
  headers.push('connection', 'close');
  response.writeHead(status, headers);
  response.write(body);
  // Closed while its bytes are on the way, the connection would be reset and the answer lost.
  const end = () => {
    clearTimeout(late);
    response.end();
  };
  const late = setTimeout(end, LINGER_MS);
  request.once('end', end).once('close', end).once('error', end).resume();
}
