import { readFileSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import type { CertificateFacts } from '../../../shared/models/gateway-address';
import { AppError, failure } from '../../../shared/models/failure';
import type { AddressStore, StoredCertificate } from './address-store';
import { expectGood, factsOf, isNamedFor, PEM_MAX } from './judge-certificate';
import { type KeyedCertificate, makeCertificate } from './made-certificate';
import type { Seal } from '../../backend/lib/seal';

const DAY_MS = 86_400_000;
/** One that was made is used again as long as it is good for more than this. */
const AGAIN_DAYS = 30;
/** Brought in, and chosen by nobody. */
const BROUGHT_MAX = 8;

/** Certificates of the address: made here, or the user's own. Keys lie sealed, on disk and in memory. */
export class Certificates {
  /** By fingerprint. */
  readonly #brought = new Map<string, StoredCertificate>();

  constructor(
    private readonly store: AddressStore,
    private readonly seal: Seal,
    private readonly now: () => number,
  ) {}

  /** @throws AppError `invalid`: why they cannot be used; `not-found`: a file is not there */
  bring(certificateFile: string, keyFile: string): CertificateFacts {
    const pair = { certificate: readPem(certificateFile), key: readPem(keyFile) };
    const facts = expectGood(pair, this.now());
    this.#brought.set(facts.fingerprint, this.#sealed(pair, false));
    const [oldest] = this.#brought.keys();
    if (this.#brought.size > BROUGHT_MAX && oldest !== undefined) this.#brought.delete(oldest);
    return facts;
  }

  /** The user's own that can be chosen: brought in, or used last. */
  own(last: string | null): CertificateFacts[] {
    const kept = last === null ? null : this.store.certificate(last);
    const all = [...(kept && !kept.made ? [kept] : []), ...this.#brought.values()];
    return [...new Map(all.map((each) => [each.fingerprint, factsOf(each.pem, false)])).values()];
  }

  /** @throws AppError `certificate-unknown` */
  find(fingerprint: string): StoredCertificate {
    const found = this.#brought.get(fingerprint) ?? this.store.certificate(fingerprint);
    if (!found) throw new AppError(failure('not-found', { reason: 'certificate-unknown', values: { fingerprint } }));
    return found;
  }

  /** One that signs itself for these: the one that was made before where it still does, else a new one. */
  made(hosts: readonly string[], last: string | null): StoredCertificate {
    const kept = last === null ? null : this.store.certificate(last);
    const isGood = kept?.made && factsOf(kept.pem, true).notAfter - this.now() > AGAIN_DAYS * DAY_MS && hosts.every((host) => isNamedFor(kept.pem, [host]));
    return kept && isGood && this.#canOpen(kept) ? kept : this.#sealed(makeCertificate(hosts, this.now()), true);
  }

  /** @throws AppError `key-sealed-elsewhere` */
  keyOf({ key, fingerprint }: StoredCertificate): string {
    return this.seal.open(key, fingerprint);
  }

  #canOpen(kept: StoredCertificate): boolean {
    try {
      this.keyOf(kept);
      return true;
    } catch {
      return false; // the folder came from elsewhere: a new one is made
    }
  }

  #sealed({ certificate, key }: KeyedCertificate, made: boolean): StoredCertificate {
    const { fingerprint } = factsOf(certificate, made);
    return { fingerprint, pem: certificate, key: this.seal.close(key, fingerprint), made };
  }
}

/** @throws AppError, which names the file and nothing of what is in it */
function readPem(path: string): string {
  const values = { file: basename(path) };
  try {
    if (statSync(path).size > PEM_MAX) throw new AppError(failure('invalid', { reason: 'certificate-unreadable', values }));
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw new AppError(failure('not-found', { reason: 'certificate-unreadable', values }), { cause: error });
  }
}
