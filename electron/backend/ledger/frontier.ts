import { EMPTY_ROOT, nodeHash } from './merkle';

/** A finished subtree: of 2^level leaves, the `index`-th of its level. */
export type FinishedNode = { readonly level: number; readonly index: number; readonly hash: Buffer };

const HASH_BYTES = 32;

/**
 * All of a tree that is needed to let it grow: the roots of its full subtrees, the largest first; one for each bit of its size.
 * A value: `grow` gives a new one, so that an append that fails leaves nothing behind.
 */
export class Frontier {
  #root: Buffer | null = null;
  #rootHex: string | null = null;

  private constructor(
    readonly size: number,
    private readonly roots: readonly Buffer[],
  ) {}

  static readonly EMPTY = new Frontier(0, []);

  /** @returns null where the bytes do not fit the size. */
  static read(size: number, bytes: Buffer): Frontier | null {
    const roots = Array.from({ length: Math.ceil(bytes.length / HASH_BYTES) }, (_, at) => bytes.subarray(at * HASH_BYTES, (at + 1) * HASH_BYTES));
    return bytes.length === bitsOf(size) * HASH_BYTES ? new Frontier(size, roots) : null;
  }

  bytes(): Buffer {
    return Buffer.concat(this.roots);
  }

  root(): Buffer {
    this.#root ??= this.roots.reduceRight<Buffer | null>((right, left) => (right ? nodeHash(left, right) : left), null) ?? EMPTY_ROOT;
    return this.#root;
  }

  rootHex(): string {
    this.#rootHex ??= this.root().toString('hex');
    return this.#rootHex;
  }

  /**
   * The tree with one leaf more, and the subtrees of 2 leaves and up that it finishes. Or with one full subtree more, of 2^level
   * leaves, by its root: the tree must end at a multiple of that.
   */
  grow(root: Buffer, startLevel = 0): { frontier: Frontier; finished: FinishedNode[] } {
    const roots = [...this.roots];
    const start = this.size / 2 ** startLevel;
    const finished: FinishedNode[] = startLevel === 0 ? [] : [{ level: startLevel, index: start, hash: root }];
    let hash = root;
    let level = startLevel;
    for (let index = start; index % 2 === 1; index = (index - 1) / 2) {
      const left = roots.pop();
      if (!left) break; // cannot be: one root for each bit
      hash = nodeHash(left, hash);
      level += 1;
      finished.push({ level, index: (index - 1) / 2, hash });
    }
    roots.push(hash);
    return { frontier: new Frontier(this.size + 2 ** startLevel, roots), finished };
  }
}

function bitsOf(size: number): number {
  let bits = 0;
  for (let rest = size; rest > 0; rest = Math.floor(rest / 2)) bits += rest % 2;
  return bits;
}
