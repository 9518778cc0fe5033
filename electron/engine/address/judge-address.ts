import { type AddressCommand, type CertificateFacts, hostInUri, type OwnHost } from '../../../shared/models/gateway-address';
import { type Failure, failureOf } from '../../../shared/models/failure';
import { portFault } from '../lib/try-port';
import type { Certificates } from './certificates';
import { datesFault, factsOf, isNamedFor } from './judge-certificate';
import { hostFault, hostsFor } from './own-hosts';

export type Wanted = Omit<Extract<AddressCommand, { verb: 'open' }>, 'verb'>;
/** What speaks against it, by what it is about; null where nothing does. */
export type JudgedAddress = {
  readonly host: Failure | null;
  readonly port: Failure | null;
  readonly uri: string;
  readonly certificate: Failure | null;
  /** Of a certificate that is there. */
  readonly facts: CertificateFacts | null;
  readonly isNamed: boolean;
};

type Known = {
  readonly hosts: readonly OwnHost[];
  readonly certificates: Certificates;
  /** It is where the gateway listens now. */
  readonly isOurs: boolean;
  readonly now: number;
};

/** Whether the gateway could be opened there, with that certificate. */
export async function judgeAddress({ host, port, certificate }: Wanted, { hosts, certificates, isOurs, now }: Known): Promise<JudgedAddress> {
  const wrong = hostFault(host, hosts);
  const taken = wrong || isOurs ? null : await portFault(host, port);
  const own = certificate === 'made' ? null : ownFacts(certificates, certificate);
  const isForeign = taken?.detail.reason === 'address-foreign';
  const told = { host: isForeign ? taken : wrong, port: isForeign ? null : taken, uri: uriOf(host, port, hosts) };
  if (own === null) return { ...told, certificate: null, facts: null, isNamed: true };
  if ('code' in own) return { ...told, certificate: own, facts: null, isNamed: true };
  const isNamed = isNamedFor(certificates.find(own.fingerprint).pem, hostsFor(host, hosts));
  return { ...told, certificate: datesFault(own, now), facts: own, isNamed };
}

/** Where it listens on all addresses, the first of them is told. */
export function uriOf(host: string, port: number, hosts: readonly OwnHost[]): string {
  const [shown = host] = hostsFor(host, hosts);
  return `https://${hostInUri(shown)}${port === 443 ? '' : `:${port}`}`;
}

function ownFacts(certificates: Certificates, fingerprint: string): CertificateFacts | Failure {
  try {
    const found = certificates.find(fingerprint);
    certificates.keyOf(found);
    return factsOf(found.pem, found.made);
  } catch (error) {
    return failureOf(error);
  }
}
