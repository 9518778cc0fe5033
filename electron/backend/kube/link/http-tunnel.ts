import type { Socket } from 'node:net';
import { AppError, failure } from '../../../../shared/models/failure';
import { readFrom } from './socket-reader';

const HEAD_MAX = 16_384;
const HEAD_END = '\r\n\r\n';

/** Asks an HTTP proxy for a tunnel (CONNECT, RFC 9110 §9.3.6) over a socket that is open to it. */
export async function openTunnel(socket: Socket, to: { host: string; port: number }, proxy: URL): Promise<void> {
  const target = `${to.host.includes(':') ? `[${to.host}]` : to.host}:${to.port}`;
  const lines = [`CONNECT ${target} HTTP/1.1`, `Host: ${target}`, 'User-Agent: pilothouse'];
  if (proxy.username !== '') {
    const basic = Buffer.from(`${decodeURIComponent(proxy.username)}:${decodeURIComponent(proxy.password)}`).toString('base64');
    lines.push(`Proxy-Authorization: Basic ${basic}`);
  }
  socket.write(`${lines.join('\r\n')}${HEAD_END}`);
  const head = await readFrom(socket, (bytes) => {
    const end = bytes.indexOf(HEAD_END);
    if (end === -1 && bytes.length > HEAD_MAX) throw refused(proxy, '', 'its answer has no end');
    return end === -1 ? null : { value: bytes.subarray(0, end).toString('latin1'), used: end + HEAD_END.length };
  });
  const [first = ''] = head.split('\r\n');
  const status = /^HTTP\/1\.[01] (\d{3})/.exec(first)?.[1];
  if (!status) throw refused(proxy, '', `not an HTTP proxy: ${first.slice(0, 100)}`);
  if (!status.startsWith('2')) throw refused(proxy, status, first);
}

const refused = (proxy: URL, status: string, text: string) =>
  new AppError(failure('unreachable', { reason: 'proxy-refused', text, values: { proxy: proxy.host, ...(status !== '' && { status }) } }));
