import type { X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';

/** A certificate is made out for a name or an address, as a client that called it so would find. */
export const isSpokenFor = (leaf: X509Certificate, name: string): boolean => (isIP(name) === 0 ? leaf.checkHost(name) : leaf.checkIP(name)) !== undefined;
