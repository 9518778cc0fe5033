import { isIPv4, isIPv6, type Socket } from 'node:net';
import { AppError, failure } from '../../../../shared/models/failure';
import { readFrom } from './socket-reader';

const VERSION = 5;
const AUTH_VERSION = 1;
const NO_AUTH = 0;
const USER_PASSWORD = 2;
const NONE_ACCEPTABLE = 0xff;
const CONNECT = 1;
const ADDRESS = { ipv4: 1, name: 3, ipv6: 4 } as const;
const NAME_MAX = 255;
/** RFC 1928 §6. */
const REPLIES = [
  '',
  'general failure',
  'not allowed',
  'network unreachable',
  'host unreachable',
  'connection refused',
  'expired',
  'command not supported',
  'address type not supported',
];

/** Asks a SOCKS5 proxy (RFC 1928, user and password by RFC 1929) for a way to a host. Names are resolved by the proxy. */
export async function openSocks(socket: Socket, to: { host: string; port: number }, proxy: URL): Promise<void> {
  const method = await greet(socket, proxy.username !== '');
  if (method === NONE_ACCEPTABLE) throw refused(proxy, 'it takes none of our ways to sign in');
  if (method === USER_PASSWORD) await signIn(socket, proxy);
  const { port } = to;
  socket.write(Buffer.concat([Buffer.from([VERSION, CONNECT, 0]), address(to.host), Buffer.from([port >> 8, port & 0xff])]));
  const code = await readFrom(socket, (bytes) => {
    expectVersion(bytes, VERSION);
    const [, reply = 0, , type = 0, nameLength = 0] = bytes;
    if (bytes.length < 5) return null;
    const length = { [ADDRESS.ipv4]: 4, [ADDRESS.ipv6]: 16, [ADDRESS.name]: 1 + nameLength }[type];
    if (length === undefined) throw new Error(`not a SOCKS5 answer: address type ${type}`);
    const used = 4 + length + 2;
    return bytes.length < used ? null : { value: reply, used };
  });
  if (code !== 0) throw refused(proxy, REPLIES[code] ?? `code ${code}`, String(code));
}

async function greet(socket: Socket, withPassword: boolean): Promise<number> {
  const methods = withPassword ? [NO_AUTH, USER_PASSWORD] : [NO_AUTH];
  socket.write(Buffer.from([VERSION, methods.length, ...methods]));
  return pair(socket, VERSION);
}

async function signIn(socket: Socket, proxy: URL): Promise<void> {
  const user = Buffer.from(decodeURIComponent(proxy.username));
  const password = Buffer.from(decodeURIComponent(proxy.password));
  if (user.length > NAME_MAX || password.length > NAME_MAX) throw refused(proxy, 'its user name or password is too long for SOCKS5');
  socket.write(Buffer.concat([Buffer.from([AUTH_VERSION, user.length]), user, Buffer.from([password.length]), password]));
  if ((await pair(socket, AUTH_VERSION)) !== 0) throw refused(proxy, 'it does not accept its user name and password');
}

const pair = (socket: Socket, version: number) =>
  readFrom(socket, (bytes) => {
    expectVersion(bytes, version);
    return bytes.length < 2 ? null : { value: bytes[1] ?? NONE_ACCEPTABLE, used: 2 };
  });

function expectVersion(bytes: Buffer, version: number) {
  if (bytes.length > 0 && bytes[0] !== version) throw new Error('not a SOCKS5 proxy');
}

function address(host: string): Buffer {
  if (isIPv4(host)) return Buffer.from([ADDRESS.ipv4, ...host.split('.').map(Number)]);
  if (isIPv6(host)) return Buffer.concat([Buffer.from([ADDRESS.ipv6]), ipv6Bytes(host)]);
  const name = Buffer.from(host);
  if (name.length > NAME_MAX) throw new AppError(failure('invalid', { values: { host } }));
  return Buffer.concat([Buffer.from([ADDRESS.name, name.length]), name]);
}

function ipv6Bytes(host: string): Buffer {
  // The URL parser writes an embedded IPv4 address out as two groups.
  const plain = new URL(`http://[${host.split('%')[0] ?? ''}]`).hostname.slice(1, -1);
  const [head = '', tail] = plain.split('::');
  const groups = (text: string) => (text === '' ? [] : text.split(':'));
  const left = groups(head);
  const right = groups(tail ?? '');
  const zeros = Array.from({ length: 8 - left.length - right.length }, () => '0');
  return Buffer.from([...left, ...zeros, ...right].flatMap((group) => [Number.parseInt(group, 16) >> 8, Number.parseInt(group, 16) & 0xff]));
}

const refused = (proxy: URL, text: string, status = '') =>
  new AppError(failure('unreachable', { reason: 'proxy-refused', text, values: { proxy: proxy.host, ...(status !== '' && { status }) } }));
