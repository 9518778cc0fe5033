import { hash } from 'node:crypto';

/** The tree of RFC 6962 (section 2.1) over SHA-256: hashes are 32 bytes, a tree is told by its size and root. */

const NODE = Buffer.alloc(65, 1);

/** By way of a text: Node makes that, and a buffer of it, in little more than half the time of a buffer of its own. */
const sha256 = (bytes: Uint8Array): Buffer => Buffer.from(hash('sha256', bytes, 'binary'), 'binary');

export const EMPTY_ROOT: Buffer = sha256(Buffer.alloc(0));

/** `H(0x00 ‖ leaf)` */
export function leafHash(leaf: Uint8Array): Buffer {
  const prefixed = Buffer.allocUnsafe(leaf.length + 1);
  prefixed[0] = 0;
  prefixed.set(leaf, 1);
  return sha256(prefixed);
}

/** The same of bytes that begin with the 0x00 already. */
export const prefixedLeafHash = (prefixed: Uint8Array): Buffer => sha256(prefixed);

/** `H(0x01 ‖ left ‖ right)` */
export function nodeHash(left: Uint8Array, right: Uint8Array): Buffer {
  NODE.set(left, 1);
  NODE.set(right, 33);
  return sha256(NODE);
}

/** The largest power of two below `size`, which must be 2 or more. */
export const splitOf = (size: number): number => 2 ** (31 - Math.clz32(size - 1));

/** The root over leaf hashes. */
export function rootOf(hashes: readonly Buffer[]): Buffer {
  const [only] = hashes;
  if (!only) return EMPTY_ROOT;
  if (hashes.length === 1) return only;
  const left = splitOf(hashes.length);
  return nodeHash(rootOf(hashes.slice(0, left)), rootOf(hashes.slice(left)));
}

/** The root over leaf hashes of which there are a power of two. Overwrites the list. */
export function perfectRoot(hashes: Buffer[]): Buffer {
  for (let width = hashes.length; width > 1; width /= 2) {
    for (let at = 0; at < width; at += 2) hashes[at / 2] = nodeHash(hashes[at] ?? EMPTY_ROOT, hashes[at + 1] ?? EMPTY_ROOT);
  }
  return hashes[0] ?? EMPTY_ROOT;
}

/** Gives the root over the leaves from `from` to before `to`. Asked only for the ranges that the tree itself has. */
export type RangeRoot = (from: number, to: number) => Buffer;

/** The hashes that lead from a leaf to the root, leaf's neighbour first (RFC 6962, 2.1.1). */
export function inclusionPath(index: number, size: number, rangeRoot: RangeRoot): Buffer[] {
  const path = (from: number, to: number): Buffer[] => {
    if (to - from === 1) return [];
    const middle = from + splitOf(to - from);
    return index < middle ? [...path(from, middle), rangeRoot(middle, to)] : [...path(middle, to), rangeRoot(from, middle)];
  };
  return path(0, size);
}

/** The hashes that show the tree of `first` leaves to be the beginning of that of `second` (RFC 6962, 2.1.2). */
export function consistencyPath(first: number, second: number, rangeRoot: RangeRoot): Buffer[] {
  const path = (from: number, to: number, known: boolean): Buffer[] => {
    const end = Math.min(first, to);
    if (end === to) return known ? [] : [rangeRoot(from, to)];
    const middle = from + splitOf(to - from);
    if (first <= middle) return [...path(from, middle, known), rangeRoot(middle, to)];
    return [...path(middle, to, false), rangeRoot(from, middle)];
  };
  return first === 0 || first === second ? [] : path(0, second, true);
}

export type Inclusion = { readonly leaf: Buffer; readonly index: number; readonly size: number; readonly path: readonly Buffer[]; readonly root: Buffer };

/** Whether the leaf (its hash) is in the tree, as RFC 9162, 2.1.3.2 checks it. */
export function includes({ leaf, index, size, path, root }: Inclusion): boolean {
  if (index < 0 || index >= size) return false;
  let [node, last, hashed] = [index, size - 1, leaf];
  for (const sibling of path) {
    if (last === 0) return false;
    if (node % 2 === 1 || node === last) {
      hashed = nodeHash(sibling, hashed);
      while (node % 2 === 0 && node !== 0) [node, last] = [half(node), half(last)];
    } else hashed = nodeHash(hashed, sibling);
    [node, last] = [half(node), half(last)];
  }
  return last === 0 && hashed.equals(root);
}

export type Growth = {
  readonly first: number;
  readonly second: number;
  readonly firstRoot: Buffer;
  readonly secondRoot: Buffer;
  readonly path: readonly Buffer[];
};

/** Whether the second tree begins with the first, as RFC 9162, 2.1.4.2 checks it. */
export function growsFrom({ first, second, firstRoot, secondRoot, path }: Growth): boolean {
  if (first < 0 || first > second) return false;
  if (first === second) return path.length === 0 && firstRoot.equals(secondRoot);
  if (first === 0) return path.length === 0 && firstRoot.equals(EMPTY_ROOT);
  const [start, ...rest] = Number.isInteger(Math.log2(first)) ? [firstRoot, ...path] : path;
  if (!start) return false;
  let [node, last, old, grown] = [first - 1, second - 1, start, start];
  while (node % 2 === 1) [node, last] = [half(node), half(last)];
  for (const sibling of rest) {
    if (last === 0) return false;
    if (node % 2 === 1 || node === last) {
      old = nodeHash(sibling, old);
      grown = nodeHash(sibling, grown);
      while (node % 2 === 0 && node !== 0) [node, last] = [half(node), half(last)];
    } else grown = nodeHash(grown, sibling);
    [node, last] = [half(node), half(last)];
  }
  return last === 0 && old.equals(firstRoot) && grown.equals(secondRoot);
}

const half = (value: number): number => Math.floor(value / 2);
