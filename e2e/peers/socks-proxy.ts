import { connect, createServer, type Socket } from 'node:net';
import { listenAsProxy, type ProxyCredentials, type ProxyServer } from './proxy-server';

export type SocksProxyOptions = {
  /** Asks for these (RFC 1929); without them everyone may pass. */
  credentials?: ProxyCredentials;
  /** Turns every request away with this reply: 1 general failure, 2 not allowed, 4 host unreachable, 5 refused. */
  refuseWith?: number;
};

const VERSION = 5;
const NO_LOGIN = 0;
const LOGIN = 2;
const NO_METHOD = 0xff;
const OK = 0;
const REFUSED = 5;

/** Reads a socket by exact lengths, so that it matters not how the bytes were cut. */
function reader(socket: Socket) {
  let buffer = Buffer.alloc(0);
  let wanted: { length: number; resolve(bytes: Buffer): void } | undefined;
  const serve = () => {
    if (!wanted || buffer.length < wanted.length) return;
    const { length, resolve } = wanted;
    wanted = undefined;
    const bytes = buffer.subarray(0, length);
    buffer = buffer.subarray(length);
    resolve(bytes);
  };
  const onData = (chunk: Buffer) => {
    buffer = Buffer.concat([buffer, chunk]);
    serve();
  };
  socket.on('data', onData);
  return {
    read: (length: number) =>
      new Promise<Buffer>((resolve) => {
        wanted = { length, resolve };
        serve();
      }),
    async byte() {
      return (await this.read(1)).readUInt8();
    },
    /** What came early, and the end of reading here. */
    release() {
      socket.off('data', onData);
      return buffer;
    },
  };
}
type Reader = ReturnType<typeof reader>;

async function readTarget(input: Reader): Promise<{ host: string; port: number }> {
  await input.read(3); // version, command (connect is all we serve), reserved
  const kind = await input.byte();
  let host: string;
  if (kind === 1) host = [...(await input.read(4))].join('.');
  else if (kind === 3) host = (await input.read(await input.byte())).toString();
  else host = (await input.read(16)).toString('hex').replace(/.{4}(?=.)/g, '$&:');
  return { host, port: (await input.read(2)).readUInt16BE() };
}

async function signIn(socket: Socket, input: Reader, credentials: SocksProxyOptions['credentials']): Promise<boolean> {
  await input.byte(); // version
  const methods = await input.read(await input.byte());
  const method = credentials ? LOGIN : NO_LOGIN;
  if (!methods.includes(method)) {
    socket.end(Buffer.from([VERSION, NO_METHOD]));
    return false;
  }
  socket.write(Buffer.from([VERSION, method]));
  if (!credentials) return true;
  await input.byte();
  const user = (await input.read(await input.byte())).toString();
  const password = (await input.read(await input.byte())).toString();
  const good = user === credentials.user && password === credentials.password;
  socket[good ? 'write' : 'end'](Buffer.from([1, good ? OK : 1]));
  return good;
}

/** A SOCKS5 proxy on 127.0.0.1. It resolves names itself. */
export function startSocksProxy({ credentials, refuseWith }: SocksProxyOptions = {}): Promise<ProxyServer> {
  const targets: string[] = [];
  const reply = (code: number) => Buffer.from([VERSION, code, 0, 1, 0, 0, 0, 0, 0, 0]);
  const serve = async (socket: Socket) => {
    const input = reader(socket);
    if (!(await signIn(socket, input, credentials))) return;
    const { host, port } = await readTarget(input);
    targets.push(`${host}:${port}`);
    if (refuseWith !== undefined) return socket.end(reply(refuseWith));
    const upstream = connect({ host, port }, () => {
      socket.write(reply(OK));
      upstream.write(input.release());
      upstream.pipe(socket).pipe(upstream);
    });
    upstream.on('error', () => socket.end(reply(REFUSED)));
    upstream.on('close', () => socket.destroy());
    socket.on('close', () => upstream.destroy());
  };
  const server = createServer((socket) => {
    socket.on('error', () => socket.destroy());
    void serve(socket);
  });
  return listenAsProxy(server, 'socks5', targets, credentials);
}
