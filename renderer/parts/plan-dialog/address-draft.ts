import { AddressPort, type GatewayAddress, type OwnHost } from '../../../shared/models/gateway-address';
import type { ActionRequest } from '../../../shared/models/action';

/** What is typed for the address. */
export type AddressDraft = { readonly host: string; readonly port: string; readonly certificate: string };

export const ALL = '0.0.0.0';
export const MADE = 'made';

/** As it was set last, where that can still be; else the first address of the machine. */
export function addressDraft({ host, port, certificate }: GatewayAddress, hosts: readonly OwnHost[], proposed: number): AddressDraft {
  const isThere = host !== null && (host === ALL || hosts.some((each) => each.host === host));
  return {
    host: isThere ? host : (hosts[0]?.host ?? ALL),
    port: String(port ?? proposed),
    certificate: certificate && !certificate.made ? certificate.fingerprint : MADE,
  };
}

/** The request that a draft makes; null where the port is none. */
export function addressRequest({ host, port, certificate }: AddressDraft): ActionRequest | null {
  const number = /^\d{1,5}$/.test(port.trim()) ? AddressPort.safeParse(Number(port)) : null;
  return number?.success ? { action: 'open-address', host, port: number.data, certificate } : null;
}
