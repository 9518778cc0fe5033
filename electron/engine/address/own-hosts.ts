import { isIP } from 'node:net';
import { networkInterfaces } from 'node:os';
import type { OwnHost } from '../../../shared/models/gateway-address';
import { type Failure, failure } from '../../../shared/models/failure';

/** All addresses of this machine, of one kind each. */
const ALL = ['0.0.0.0', '::'];
export const isAll = (host: string): boolean => ALL.includes(host);
/** Such an address means something only together with a card. */
const LINK_ONLY = /^fe[89ab]/i;

/** Addresses of this machine that others can reach it at. */
export const ownHosts = (): OwnHost[] =>
  Object.entries(networkInterfaces()).flatMap(([card, addresses = []]) =>
    addresses.filter(({ internal, address }) => !internal && !LINK_ONLY.test(address)).map(({ address }) => ({ host: address, card })),
  );

/** Why an address cannot be listened on; null where it can. */
export function hostFault(host: string, own: readonly OwnHost[] = ownHosts()): Failure | null {
  if (isAll(host)) return null;
  if (own.some((each) => each.host === host)) return null;
  const isLoopback = host === '::1' || host.startsWith('127.');
  return failure('invalid', { reason: isLoopback ? 'address-loopback' : 'address-foreign', values: { host } });
}

/** What callers may know it by, where it listens so: all addresses of one kind, or the one. */
export const hostsFor = (host: string, own: readonly OwnHost[] = ownHosts()): string[] =>
  isAll(host) ? own.map((each) => each.host).filter((each) => isIP(each) === isIP(host)) : [host];
