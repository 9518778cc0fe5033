/** How often each of many values occurs, by 64-bit hashes of them: twenty bytes a value, whatever its length. Of a million values two share a hash once in 40 million times. */
export class HashCounts {
  #low: Uint32Array<ArrayBufferLike>;
  #high: Uint32Array<ArrayBufferLike>;
  #counts: Float64Array<ArrayBufferLike>;
  #mask: number;
  /** Different values. */
  size = 0;

  constructor(expected = 16) {
    const capacity = 2 ** Math.ceil(Math.log2(Math.max(16, expected * 2)));
    this.#low = new Uint32Array(capacity);
    this.#high = new Uint32Array(capacity);
    this.#counts = new Float64Array(capacity);
    this.#mask = capacity - 1;
  }

  add(low: number, high: number, count: number): void {
    const at = this.#find(low, high);
    if (this.#counts[at] === 0) {
      this.#low[at] = low;
      this.#high[at] = high;
      this.size += 1;
    }
    this.#counts[at] = (this.#counts[at] ?? 0) + count;
    if (this.size * 2 > this.#mask) this.#grow();
  }

  /** 0 of one that never came. */
  count(low: number, high: number): number {
    return this.#counts[this.#find(low, high)] ?? 0;
  }

  /** Values that came so often. */
  thatOften(times: number): number {
    let found = 0;
    for (const count of this.#counts) if (count === times) found += 1;
    return found;
  }

  /** Rows of values that the other does not have. */
  rowsNotIn(other: HashCounts): number {
    let rows = 0;
    for (let slot = 0; slot <= this.#mask; slot++) {
      const count = this.#counts[slot] ?? 0;
      if (count > 0 && other.count(this.#low[slot] ?? 0, this.#high[slot] ?? 0) === 0) rows += count;
    }
    return rows;
  }

  /** Hashes and counts in turn, to be kept: low, high, count. */
  pack(): Float64Array {
    const packed = new Float64Array(3 * this.size);
    let at = 0;
    for (let slot = 0; slot <= this.#mask; slot++) {
      const count = this.#counts[slot] ?? 0;
      if (count === 0) continue;
      packed[at++] = this.#low[slot] ?? 0;
      packed[at++] = this.#high[slot] ?? 0;
      packed[at++] = count;
    }
    return packed;
  }

  static unpack(packed: Float64Array): HashCounts {
    const counts = new HashCounts(packed.length / 3);
    for (let at = 0; at < packed.length; at += 3) counts.add(packed[at] ?? 0, packed[at + 1] ?? 0, packed[at + 2] ?? 0);
    return counts;
  }

  #find(low: number, high: number): number {
    let at = (low ^ Math.imul(high, 0x9e37_79b1)) & this.#mask;
    while (this.#counts[at] !== 0 && (this.#low[at] !== low || this.#high[at] !== high)) at = (at + 1) & this.#mask;
    return at;
  }

  #grow(): void {
    const next = new HashCounts(this.size * 2);
    const packed = this.pack();
    for (let at = 0; at < packed.length; at += 3) next.add(packed[at] ?? 0, packed[at + 1] ?? 0, packed[at + 2] ?? 0);
    this.#low = next.#low;
    this.#high = next.#high;
    this.#counts = next.#counts;
    this.#mask = next.#mask;
  }
}
