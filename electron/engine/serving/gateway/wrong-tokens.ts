import { isIPv4 } from 'node:net';

const WITHIN_MS = 60_000;
/** A caller that was set up wrongly is told at once so often. */
const FREE = 5;
const WAIT_MS = 1_000;
/** Callers that are remembered; the oldest are forgotten first. */
const PEERS_MAX = 10_000;

/** How long whoever shows wrong tokens again and again waits for each answer. One that shows a right one never waits. */
export class WrongTokens {
  readonly #peers = new Map<string, { since: number; count: number }>();

  /** Notes one. @returns how long its answer is kept back, ms */
  note(address: string | undefined, now = Date.now()): number {
    const peer = peerOf(address);
    const found = this.#peers.get(peer);
    const known = found && now - found.since < WITHIN_MS ? found : { since: now, count: 0 };
    known.count += 1;
    this.#peers.delete(peer);
    this.#peers.set(peer, known);
    const [oldest] = this.#peers.keys();
    if (this.#peers.size > PEERS_MAX && oldest !== undefined) this.#peers.delete(oldest);
    return known.count > FREE ? WAIT_MS : 0;
  }
}

/** Who has one address of version 6 has a whole /64 of them. */
export function peerOf(address = ''): string {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '');
  if (isIPv4(plain) || plain === '') return plain;
  const [head = '', tail] = plain.replace(/%.*$/, '').split('::');
  const start = head === '' ? [] : head.split(':');
  const end = tail === undefined || tail === '' ? [] : tail.split(':');
  const groups = tail === undefined ? start : [...start, ...Array<string>(Math.max(0, 8 - start.length - end.length)).fill('0'), ...end];
  return groups.slice(0, 4).join(':');
}
