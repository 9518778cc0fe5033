import { createHash, hash } from 'node:crypto';

/** How long single texts and lists may be, and then what to try when that is too much. The first is beyond anything but malice. */
const LIMITS = [
  { text: 32_000, items: 2_000 },
  { text: 4_000, items: 500 },
  { text: 1_000, items: 100 },
  { text: 300, items: 40 },
  { text: 120, items: 15 },
] as const;
type Limit = { readonly text: number; readonly items: number };

const LONE_SURROGATES = /\p{Surrogate}/gu;

/**
 * Makes a value fit for the record: text that has no UTF-8 is mended, and what is too long is cut and ends in the digest of the whole,
 * so that a hostile name can neither keep an act off the record nor swell it. Only texts, lists of texts and large records are cut.
 * @param fits is asked for each try, the longest first
 */
export function fit<T>(value: T, fits: (value: T) => boolean): T {
  let last = value;
  for (const limit of LIMITS) {
    last = cut(value, limit) as T; // the same shape
    if (fits(last)) break;
  }
  return last;
}

function cut(value: unknown, limit: Limit): unknown {
  if (typeof value === 'string') return fitText(value, limit.text);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return cutList(value, limit);
  const members = Object.entries(value);
  // Shapes of ours are known by the schema and have few long members: this is a record of somebody's labels or values.
  const kept = members.length > Math.max(limit.items, SHAPE_MEMBERS_MAX) ? members.toSorted(([a], [b]) => (a < b ? -1 : 1)).slice(0, limit.items) : members;
  const result = Object.fromEntries(kept.map(([key, member]) => [fitText(key, limit.text), cut(member, limit)]));
  return kept === members ? result : { ...result, [`…+${members.length - kept.length}`]: digestOf(members) };
}

/** The leaf itself has about thirty. */
const SHAPE_MEMBERS_MAX = 40;

function cutList(list: readonly unknown[], limit: Limit): unknown[] {
  const kept = list.length > limit.items && list.every((item) => typeof item === 'string') ? list.slice(0, limit.items) : list;
  const result = kept.map((item) => cut(item, limit));
  return kept === list ? result : [...result, `…+${list.length - kept.length}:${digestOf(list)}`];
}

/** The text with what has no UTF-8 mended; beyond `limit` UTF-16 units cut, with the digest of the whole behind. */
export function fitText(text: string, limit: number): string {
  const whole = text.toWellFormed();
  return whole.length <= limit ? whole : `${whole.slice(0, limit).replace(LONE_SURROGATES, '')}…${digest(whole)}`;
}

/** Of each item's JSON on a line of its own; never all in one text, which might be too long for one. */
function digestOf(items: readonly unknown[]): string {
  const sum = createHash('sha256');
  for (const item of items) sum.update(`${JSON.stringify(item)}\n`);
  return `sha256:${sum.digest('hex')}`;
}

/** Without a space, for there are fields that allow none. */
const digest = (text: string): string => `sha256:${hash('sha256', text, 'hex')}`;
