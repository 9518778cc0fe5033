// Ascending order of many doubles, faster than TypedArray's own: it is most of what an exact comparison costs.

/** Below it the engine's own sort is as fast. */
const FEW = 20_000;
const BITS = 11;
/** Eleven, eleven and ten bits of the high half. */
const DIGITS = 3;
const RADIX = 2 ** BITS;
const LAST = RADIX - 1;
/** Whole numbers of so small a range are counted instead. */
const RANGE_MAX = 2 ** 16;

/** Room for numbers, lent again and again: fresh pages, and the collections of garbage that they bring about, cost more than reading into them. */
export class Scratch {
  readonly #free: Float64Array[] = [];

  /** At least so long; what is in it is of no meaning. */
  take(length: number): Float64Array {
    const at = this.#free.findIndex((room) => room.length >= length);
    return this.#free.splice(at, at === -1 ? 0 : 1)[0] ?? new Float64Array(length);
  }

  /** Nobody reads it any more. */
  give(room: Float64Array): void {
    this.#free.push(room);
  }
}

/**
 * The first `length` numbers of `values` in ascending order, in place. None may be NaN or infinite. −0 and 0 are alike.
 */
export function sortNumbers(values: Float64Array, length: number, scratch: Scratch): void {
  const part = values.subarray(0, length);
  if (length < FEW) part.sort();
  else if (!countingSort(part)) radixSort(part, scratch);
}

function countingSort(values: Float64Array): boolean {
  let [min, max] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let at = 0; at < values.length; at++) {
    const value = values[at] ?? 0;
    if (Math.floor(value) !== value) return false;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  const range = max - min + 1;
  if (range > RANGE_MAX || range > values.length) return false;
  const counts = new Uint32Array(range);
  for (let at = 0; at < values.length; at++) {
    const place = (values[at] ?? 0) - min;
    counts[place] = (counts[place] ?? 0) + 1;
  }
  let at = 0;
  for (let place = 0; place < range; place++) {
    const next = at + (counts[place] ?? 0);
    values.fill(min + place, at, next);
    at = next;
  }
  return true;
}

/**
 * Least digit first, over the high halves of doubles, turned so that they are in order as whole numbers. Those tell nearly all values apart; what
 * shares one is put in order afterwards. Digits that all share are passed over.
 */
function radixSort(values: Float64Array, scratch: Scratch): void {
  const n = values.length;
  const own = new Uint32Array(values.buffer, values.byteOffset, 2 * n);
  const counts = turnAndCount(own);
  const room = scratch.take(n);
  let [from, to] = [own, new Uint32Array(room.buffer, room.byteOffset, 2 * n)];
  for (let digit = 0; digit < DIGITS; digit++) {
    const places = counts.subarray(digit * RADIX, (digit + 1) * RADIX);
    if (!sumUp(places, n)) continue;
    deal(from, to, places, digit * BITS);
    [from, to] = [to, from];
  }
  turnBack(from, own, values);
  scratch.give(room);
}

function turnAndCount(bits: Uint32Array): Uint32Array {
  const counts = new Uint32Array(DIGITS * RADIX);
  for (let at = 0; at < bits.length; at += 2) {
    const high = bits[at + 1] ?? 0;
    const turned = (high ^ ((high >> 31) | 0x8000_0000)) >>> 0;
    bits[at + 1] = turned;
    const [first, second, third] = [turned & LAST, RADIX + ((turned >>> BITS) & LAST), 2 * RADIX + (turned >>> (2 * BITS))];
    counts[first] = (counts[first] ?? 0) + 1;
    counts[second] = (counts[second] ?? 0) + 1;
    counts[third] = (counts[third] ?? 0) + 1;
  }
  return counts;
}

/** From how often each digit occurs to where the first of it goes. False where all share one. */
function sumUp(places: Uint32Array, n: number): boolean {
  let sum = 0;
  for (let digit = 0; digit < RADIX; digit++) {
    const count = places[digit] ?? 0;
    if (count === n) return false;
    places[digit] = sum;
    sum += count;
  }
  return true;
}

function deal(from: Uint32Array, to: Uint32Array, places: Uint32Array, shift: number): void {
  for (let at = 0; at < from.length; at += 2) {
    const high = from[at + 1] ?? 0;
    const key = (high >>> shift) & LAST;
    const place = places[key] ?? 0;
    places[key] = place + 1;
    to[2 * place] = from[at] ?? 0;
    to[2 * place + 1] = high;
  }
}

/** Turns them back into `own`, which are the bits of `values`, and puts those in order that share a high half. */
function turnBack(from: Uint32Array, own: Uint32Array, values: Float64Array): void {
  let [first, last, lastLow, isSorted] = [0, -1, 0, true]; // −1 is the half of no number
  for (let at = 0; at < from.length; at += 2) {
    const [low, turned] = [from[at] ?? 0, from[at + 1] ?? 0];
    const high = turned ^ (~(turned >> 31) | 0x8000_0000);
    own[at] = low;
    own[at + 1] = high;
    if (high !== last) {
      if (!isSorted) orderAlike(values, first, at / 2);
      [first, last, isSorted] = [at / 2, high, true];
    } else if (high < 0 ? low > lastLow : low < lastLow) isSorted = false;
    lastLow = low;
  }
  if (!isSorted) orderAlike(values, first, values.length);
}

/** So many that share a half are put in order one by one. */
const ONE_BY_ONE = 16;

function orderAlike(values: Float64Array, from: number, to: number): void {
  if (to - from > ONE_BY_ONE) values.subarray(from, to).sort();
  else insert(values, from, to);
}

function insert(values: Float64Array, from: number, to: number): void {
  for (let at = from + 1; at < to; at++) {
    const value = values[at] ?? 0;
    let place = at;
    for (; place > from && (values[place - 1] ?? 0) > value; place--) values[place] = values[place - 1] ?? 0;
    values[place] = value;
  }
}
