import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Frontier } from './frontier';
import { consistencyPath, EMPTY_ROOT, growsFrom, includes, inclusionPath, leafHash, type RangeRoot, rootOf } from './merkle';

/** Known answers of transparency-dev/merkle. */
const LEAVES = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'].map((hex) =>
  leafHash(Buffer.from(hex, 'hex')),
);
const ROOTS: readonly (readonly [number, string])[] = [
  [0, 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
  [2, 'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125'],
  [3, 'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77'],
  [7, 'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c'],
  [8, '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328'],
];

const over =
  (hashes: readonly Buffer[]): RangeRoot =>
  (from, to) =>
    rootOf(hashes.slice(from, to));
const some = (count: number) => Array.from({ length: count }, (_, index) => leafHash(Buffer.from(`leaf ${index}`)));
const grown = (hashes: readonly Buffer[]) => hashes.reduce((tree, hash) => tree.grow(hash).frontier, Frontier.EMPTY);

test.each(ROOTS)('the root over the first %i known leaves is the known one, at once and leaf by leaf', (size, root) => {
  expect(rootOf(LEAVES.slice(0, size)).toString('hex')).toBe(root);
  expect(grown(LEAVES.slice(0, size)).root().toString('hex')).toBe(root);
});

test('the path of leaf 5 in 8 is the known one', () => {
  expect(inclusionPath(5, 8, over(LEAVES)).map((hash) => hash.toString('hex'))).toEqual([
    'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
    'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
    'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  ]);
});

test('in trees of every size up to 40 each leaf is shown to be in, and each smaller tree to be the beginning', () => {
  const all = some(40);
  for (let size = 1; size <= all.length; size++) {
    const hashes = all.slice(0, size);
    const root = rootOf(hashes);
    expect(grown(hashes).root()).toEqual(root);
    for (const [index, leaf] of hashes.entries()) {
      expect(includes({ leaf, index, size, path: inclusionPath(index, size, over(hashes)), root })).toBe(true);
    }
    for (let first = 0; first <= size; first++) {
      const path = consistencyPath(first, size, over(hashes));
      expect(growsFrom({ first, second: size, firstRoot: rootOf(all.slice(0, first)), secondRoot: root, path })).toBe(true);
    }
  }
});

test('a proof of one thing is never a proof of another', () => {
  const size = fc.integer({ min: 1, max: 600 });
  fc.assert(
    fc.property(size, fc.nat(), fc.nat(), fc.nat(255), (count, at, where, bit) => {
      const hashes = some(count);
      const index = at % count;
      const [leaf = EMPTY_ROOT] = hashes.slice(index);
      const root = rootOf(hashes);
      const path = inclusionPath(index, count, over(hashes));
      expect(includes({ leaf, index, size: count, path, root })).toBe(true);
      expect(includes({ leaf, index: (index + 1) % count, size: count, path, root })).toBe(count === 1);
      expect(includes({ leaf, index, size: count, path: [...path, root], root })).toBe(false);
      expect(includes({ leaf: flipped(leaf, bit), index, size: count, path, root })).toBe(false);
      if (path.length === 0) return;
      const wrong = path.map((hash, place) => (place === where % path.length ? flipped(hash, bit) : hash));
      expect(includes({ leaf, index, size: count, path: wrong, root })).toBe(false);
      expect(includes({ leaf, index, size: count, path: path.slice(1), root })).toBe(false);
    }),
    { numRuns: 60 },
  );
});

test('a tree whose past was rewritten does not grow from the one that was seen', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 1, max: 300 }), fc.nat(), fc.nat(255), (first, more, at, bit) => {
      const hashes = some(first + more);
      const rewritten = hashes.map((hash, index) => (index === at % first ? flipped(hash, bit) : hash));
      const sizes = { first, second: hashes.length };
      const firstRoot = rootOf(hashes.slice(0, first));
      const honest = consistencyPath(first, hashes.length, over(hashes));
      expect(growsFrom({ ...sizes, firstRoot, secondRoot: rootOf(hashes), path: honest })).toBe(true);
      expect(growsFrom({ ...sizes, firstRoot, secondRoot: rootOf(rewritten), path: consistencyPath(first, hashes.length, over(rewritten)) })).toBe(false);
    }),
    { numRuns: 60 },
  );
});

test('a frontier reads back from its bytes, and refuses bytes that do not fit its size', () => {
  const tree = grown(some(77));
  expect(Frontier.read(77, tree.bytes())?.root()).toEqual(tree.root());
  expect(Frontier.read(76, tree.bytes())).toBeNull();
  expect(Frontier.read(77, tree.bytes().subarray(1))).toBeNull();
});

function flipped(hash: Buffer, bit: number): Buffer {
  const copy = Buffer.from(hash);
  copy[bit >> 3] = (copy[bit >> 3] ?? 0) ^ (1 << (bit & 7));
  return copy;
}
