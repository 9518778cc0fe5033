import { expect, test } from 'vitest';
import { proxyFromEnvironment } from './proxy';

const PROXY = { HTTPS_PROXY: 'http://proxy.example:3128', HTTP_PROXY: 'http://plain.example:80' };
const proxied = (server: string, noProxy: string) => proxyFromEnvironment(new URL(server), { ...PROXY, NO_PROXY: noProxy }) !== null;

/** The tables of golang.org/x/net/http/httpproxy, which kubectl goes by. */
const NO_PROXY =
  'foobar.com, .barbaz.net, *.quux.dk, 192.168.1.1, 192.168.1.2:81, 192.168.1.3:80, 10.0.0.0/30, 2001:db8::52:0:1, [2001:db8::52:0:2]:443, [2001:db8::52:0:3]:80, 2002:db8:a::45/64';
test.each([
  ['https://localhost', false],
  ['https://localhost:6443', false],
  ['https://127.0.0.1', false],
  ['https://127.9.8.7:6443', false],
  ['https://[::1]', false],
  ['https://[::ffff:127.0.0.1]:6443', false],
  ['https://barbaz.net', true],
  ['https://www.barbaz.net', false],
  ['https://foobar.com', false],
  ['https://www.foobar.com', false],
  ['https://foofoobar.com', true],
  ['https://baz.com', true],
  ['https://FOOBAR.com', false],
  ['https://quux.dk', true],
  ['https://api.quux.dk:6443', false],
  ['https://192.168.1.1', false],
  ['https://192.168.1.1:6443', false],
  ['https://192.168.1.2:81', false],
  ['https://192.168.1.2:82', true],
  ['https://192.168.1.3:80', false],
  ['https://192.168.1.3:81', true],
  ['https://192.168.1.4', true],
  ['https://10.0.0.2', false],
  ['https://10.0.0.4', true],
  ['https://[2001:db8::52:0:1]', false],
  ['https://[2001:db8::52:0:2]:443', false],
  ['https://[2001:db8::52:0:2]:444', true],
  ['https://[2001:db8::52:0:3]', true],
  ['https://[2002:db8:a::123]', false],
  ['https://[fe80::424b:c8be:1643:a1b6]', true],
  ['https://[::ffff:192.168.1.1]', false],
])('by that NO_PROXY, %s goes through the proxy: %s', (server, expected) => {
  expect(proxied(server, NO_PROXY)).toBe(expected);
});

test.each([
  ['*', 'https://a.example', false],
  ['a.example, *', 'https://b.example', false],
  ['', 'https://a.example', true],
  [',,', 'https://a.example', true],
  [':80', 'https://a.example', true],
  ['a.example:443', 'https://a.example', false],
  ['a.example:443', 'https://a.example:6443', true],
  ['1.2.3.4/33', 'https://1.2.3.4', true],
  ['0.0.0.0/0', 'https://9.9.9.9', false],
  ['0.0.0.0/0', 'https://a.example', true],
  ['bücher.example', 'https://xn--bcher-kva.example', false],
])('NO_PROXY=%s: %s goes through the proxy: %s', (noProxy, server, expected) => {
  expect(proxied(server, noProxy)).toBe(expected);
});

test('each scheme has its own variable; the upper-case name wins, and an empty one counts as not set', () => {
  const ask = (server: string, env: NodeJS.ProcessEnv) => proxyFromEnvironment(new URL(server), env)?.href ?? null;
  expect(ask('https://a.example', PROXY)).toBe('http://proxy.example:3128/');
  expect(ask('http://a.example', PROXY)).toBe('http://plain.example/');
  expect(ask('https://a.example', { https_proxy: 'socks5://me:pass@s.example:1080' })).toBe('socks5://me:pass@s.example:1080');
  expect(ask('https://a.example', { HTTPS_PROXY: '', https_proxy: 'proxy.example:8080' })).toBe('http://proxy.example:8080/');
  expect(ask('https://a.example', { HTTPS_PROXY: 'proxy.example' })).toBe('http://proxy.example/');
  expect(ask('https://a.example', { http_proxy: 'http://plain.example', ALL_PROXY: 'http://all.example' })).toBeNull();
});
