import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startConnectProxy } from './connect-proxy';
import { startSocksProxy } from './socks-proxy';

let web: Server;
let address: string;
beforeAll(async () => {
  web = createServer((_, response) => response.end('reached'));
  web.listen(0, '127.0.0.1');
  await once(web, 'listening');
  address = `127.0.0.1:${(web.address() as AddressInfo).port}`;
});
afterAll(() => web.close());

/** Everything that comes back for these bytes, sent one at a time so that no reader can count on their cut. */
async function talk(port: number, ...bytes: (string | readonly number[])[]): Promise<string> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  let text = '';
  socket.on('data', (chunk: Buffer) => (text += chunk.toString('latin1')));
  for (const part of bytes) for (const byte of Buffer.from(part)) socket.write(Buffer.from([byte]));
  await once(socket, 'close');
  return text;
}
const GET = 'GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n';
const CONNECT = (extra = '') => `CONNECT ${address} HTTP/1.1\r\nHost: ${address}\r\n${extra}\r\n`;

test('a CONNECT proxy tunnels, and remembers where to', async () => {
  const proxy = await startConnectProxy();
  expect(await talk(proxy.port, CONNECT(), GET)).toMatch(/^HTTP\/1.1 200 [\s\S]*reached$/);
  expect(proxy.targets()).toEqual([address]);
  await proxy.stop();
});

test('a CONNECT proxy with credentials answers 407 without them', async () => {
  const proxy = await startConnectProxy({ credentials: { user: 'u', password: 'p:@' } });
  expect(await talk(proxy.port, CONNECT())).toMatch(/^HTTP\/1.1 407 /);
  const login = `Proxy-Authorization: Basic ${Buffer.from('u:p:@').toString('base64')}\r\n`;
  expect(await talk(proxy.port, CONNECT(login), GET)).toContain('reached');
  await proxy.stop();
});

test('a CONNECT proxy refuses, answers HTML, or hangs up as told', async () => {
  const answers = { refuse: /^HTTP\/1.1 403 /, html: /^HTTP\/1.1 502 [\s\S]*<h1>/, 'hang-up': /^$/ } as const;
  for (const manner of ['refuse', 'html', 'hang-up'] as const) {
    const proxy = await startConnectProxy({ manner });
    expect(await talk(proxy.port, CONNECT()).catch(() => '')).toMatch(answers[manner]);
    await proxy.stop();
  }
});

test('a SOCKS proxy tunnels, by name and by address', async () => {
  const proxy = await startSocksProxy();
  const [host = '', port = ''] = address.split(':');
  const end = [Number(port) >> 8, Number(port) & 0xff];
  expect(await talk(proxy.port, [5, 1, 0], [5, 1, 0, 1, 127, 0, 0, 1, ...end], GET)).toContain('reached');
  expect(await talk(proxy.port, [5, 1, 0], [5, 1, 0, 3, 9], [...Buffer.from('localhost'), ...end], GET)).toContain('reached');
  expect(proxy.targets()).toEqual([`${host}:${port}`, `localhost:${port}`]);
  await proxy.stop();
});

test('a SOCKS proxy with credentials turns away who has none or wrong ones', async () => {
  const proxy = await startSocksProxy({ credentials: { user: 'u', password: 'p' } });
  expect(await talk(proxy.port, [5, 1, 0])).toBe('\x05\xff');
  expect(await talk(proxy.port, [5, 1, 2], [1, 1, 117, 1, 113])).toBe('\x05\x02\x01\x01');
  await proxy.stop();
});
