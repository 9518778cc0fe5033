/** What a message may hold: JSON's types, as they come out of a structured clone. */
export type Plain = string | number | boolean | null | undefined | readonly Plain[] | { readonly [key: string]: Plain };

export type PlainLimits = {
  /** How deep objects and arrays may nest. */
  readonly depth: number;
  /** How many values there may be in all. */
  readonly values: number;
  /** How many UTF-16 units all strings and keys may have together. */
  readonly text: number;
};

export type PlainFault = 'too-deep' | 'too-many-values' | 'too-much-text' | 'forbidden-key' | 'not-plain';

/** Keys that reach a prototype when an object is built from them. */
const FORBIDDEN_KEYS: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

/**
 * Says what is wrong with a value from a port before anything else looks at it, or null.
 * Walks without recursion, and stops at the first fault, so that a hostile value costs no more than the limits.
 */
export function findPlainFault(value: unknown, limits: PlainLimits): PlainFault | null {
  const stack: { readonly value: unknown; readonly depth: number }[] = [{ value, depth: 0 }];
  let values = 0;
  let text = 0;
  for (let next = stack.pop(); next; next = stack.pop()) {
    values += 1;
    if (values + stack.length > limits.values) return 'too-many-values';
    const { value: item, depth } = next;
    if (typeof item === 'string') {
      text += item.length;
      if (text > limits.text) return 'too-much-text';
      continue;
    }
    if (item === null || item === undefined || typeof item === 'boolean' || typeof item === 'number') continue;
    if (typeof item !== 'object') return 'not-plain';
    if (depth >= limits.depth) return 'too-deep';
    if (Array.isArray(item)) {
      if (item.length + values + stack.length > limits.values) return 'too-many-values';
      for (const child of item as unknown[]) stack.push({ value: child, depth: depth + 1 });
      continue;
    }
    const prototype: unknown = Object.getPrototypeOf(item);
    if (prototype !== Object.prototype && prototype !== null) return 'not-plain';
    for (const [key, child] of Object.entries(item)) {
      if (FORBIDDEN_KEYS.has(key)) return 'forbidden-key';
      text += key.length;
      stack.push({ value: child, depth: depth + 1 });
    }
  }
  return text > limits.text ? 'too-much-text' : null;
}
