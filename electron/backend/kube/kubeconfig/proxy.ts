import { BlockList, isIP } from 'node:net';

const DEFAULT_PORT: Readonly<Record<string, string>> = { 'http:': '80', 'https:': '443' };
export const PROXY_SCHEMES: ReadonlySet<string> = new Set(['http:', 'https:', 'socks5:', 'socks5h:']);

/**
 * The proxy that the environment names for a server, by the rules of Go's httpproxy, which kubectl follows: upper-case
 * names first, never for loopback, `NO_PROXY` holds domains, `.suffixes`, addresses and CIDR ranges, each with an optional port.
 */
export function proxyFromEnvironment(server: URL, env: Readonly<NodeJS.ProcessEnv>): URL | null {
  const pick = (name: string) => env[name] || env[name.toLowerCase()] || '';
  const named = server.protocol === 'https:' ? pick('HTTPS_PROXY') : pick('HTTP_PROXY');
  const proxy = named === '' ? null : parseProxy(named);
  return proxy && !isExcepted(server, pick('NO_PROXY')) ? proxy : null;
}

/** A bare `host:port` is an http proxy. */
function parseProxy(named: string): URL | null {
  const whole = URL.canParse(named) ? new URL(named) : null;
  if (whole && whole.host !== '') return whole;
  const bare = `http://${named}`;
  return URL.canParse(bare) ? new URL(bare) : null;
}

function isExcepted(server: URL, noProxy: string): boolean {
  const host = server.hostname.replace(/^\[|\]$/g, '').toLowerCase();
  const port = server.port === '' ? (DEFAULT_PORT[server.protocol] ?? '') : server.port;
  if (host === 'localhost' || isLoopback(host)) return true;
  return noProxy.split(',').some((rule) => matches(rule.trim().toLowerCase(), host, port));
}

function matches(rule: string, host: string, port: string): boolean {
  if (rule === '') return false;
  if (rule === '*') return true;
  const range = parseRange(rule);
  if (range) return isIP(host) !== 0 && inRange(host, range.address, range.prefix);
  const { name, port: rulePort } = splitPort(rule);
  if (name === '' || (rulePort !== '' && rulePort !== port)) return false;
  if (isIP(name) !== 0) return isIP(host) !== 0 && inRange(host, name, isIP(name) === 4 ? 32 : 128);
  if (isIP(host) !== 0) return false;
  const domain = toAscii(name.startsWith('*.') ? name.slice(1) : name);
  return domain.startsWith('.') ? host.endsWith(domain) : host === domain || host.endsWith(`.${domain}`);
}

function parseRange(rule: string): { readonly address: string; readonly prefix: number } | null {
  const [address, bits, ...rest] = rule.split('/');
  if (address === undefined || bits === undefined || rest.length > 0 || !/^\d{1,3}$/.test(bits)) return null;
  const family = isIP(address);
  const prefix = Number(bits);
  return family !== 0 && prefix <= (family === 4 ? 32 : 128) ? { address, prefix } : null;
}

function splitPort(rule: string): { readonly name: string; readonly port: string } {
  const bracketed = /^\[([^\]]*)\]:(\d*)$/.exec(rule);
  if (bracketed) return { name: bracketed[1] ?? '', port: bracketed[2] ?? '' };
  const colon = rule.indexOf(':');
  if (colon === -1 || colon !== rule.lastIndexOf(':')) return { name: rule, port: '' };
  return { name: rule.slice(0, colon), port: rule.slice(colon + 1) };
}

/** An IPv4 address written as IPv6 is that IPv4 address. */
function unmap(address: string): string {
  const mapped = /^::ffff:(?:(\d+\.\d+\.\d+\.\d+)|([0-9a-f]{1,4}):([0-9a-f]{1,4}))$/i.exec(address);
  if (!mapped) return address;
  if (mapped[1] !== undefined) return mapped[1];
  const word = (hex: string | undefined) => Number.parseInt(hex ?? '0', 16);
  return [word(mapped[2]) >> 8, word(mapped[2]) & 255, word(mapped[3]) >> 8, word(mapped[3]) & 255].join('.');
}

function inRange(host: string, address: string, prefix: number): boolean {
  const [one, other] = [unmap(host), unmap(address)];
  const family = isIP(other) === 4 ? 'ipv4' : 'ipv6';
  if ((isIP(one) === 4) !== (family === 'ipv4') || (family === 'ipv4' && prefix > 32)) return false;
  const list = new BlockList();
  list.addSubnet(other, prefix, family);
  return list.check(one, family);
}

function isLoopback(host: string): boolean {
  const address = unmap(host);
  return isIP(address) === 4 ? address.startsWith('127.') : isIP(address) === 6 && inRange(address, '::1', 128);
}

function toAscii(name: string): string {
  const leading = name.startsWith('.') ? '.' : '';
  const url = `http://${name.slice(leading.length)}/`;
  return /^[\x20-\x7e]*$/.test(name) || !URL.canParse(url) ? name : leading + new URL(url).hostname;
}
