import type { KsDistance } from './ks';

/** e to the power of less than this is no double any more. */
const NO_DOUBLE = -760;

/**
 * How often samples of one distribution lie at least as far apart: of all orders in which n and m values can stand, the part whose path
 * reaches D. Exact for values without ties; with ties it is an upper bound (the test is conservative), as scipy's.
 * Source: J. L. Hodges (1958), for n = m by the closed form; else paths by T. Viehmann (2021, arXiv:2102.08037): only sums of what is
 * positive, so that small p-values keep their digits (relative error below 1e-11). Here by diagonals, and from both ends to the middle.
 * Cost: n steps for n = m, else about D · n · m / 2: 0.1 s for two of nearly 10,000 that are far apart. Limits: below 1e-300 it may be 0.
 */
export function ksExactP({ steps, n, m }: KsDistance): number {
  if (steps <= 0) return 1;
  if ((-2 * steps * steps) / (n * m) / (n + m) < NO_DOUBLE) return 0;
  return Math.min(1, n === m ? equalSizes(n, Math.ceil(steps / n)) : byPaths(n, m, steps));
}

/** 2 Σ (−1)^(k−1) C(2n, n − kh) / C(2n, n), each term from the last, from the smallest on. */
function equalSizes(n: number, h: number): number {
  let p = 0;
  for (let k = Math.floor(n / h); k >= 0; k--) {
    let ratio = 1;
    for (let j = 0; j < h; j++) ratio *= (n - k * h - j) / (n + k * h + j + 1);
    p = ratio * (1 - p);
  }
  return 2 * p;
}

function byPaths(n: number, m: number, steps: number): number {
  const all = n + m;
  const middle = Math.floor(all / 2);
  const reached = new Float64Array(n + 2).fill(1);
  let [low, done] = [0, 0];
  // reached[i + 1]: of the paths to (i, s − i), the part that was at the edge of the strip |i·m − j·n| < steps, or beyond it.
  const goTo = (until: number) => {
    if (done === 0) reached[1] = 0;
    for (let s = done + 1; s <= until; s++) {
      const from = Math.max(0, s - m, Math.floor((s * n - steps) / all) + 1);
      const to = Math.min(n, s, Math.ceil((s * n + steps) / all) - 1);
      for (let i = to; i >= from; i--) reached[i + 1] = (i * (reached[i] ?? 1) + (s - i) * (reached[i + 1] ?? 1)) / s;
      while (low < from) reached[++low] = 1;
    }
    done = until;
  };
  goTo(middle);
  const there = reached.slice();
  goTo(all - middle);
  return overMiddle({ n, m, middle }, (i) => {
    const [before, after] = [there[i + 1] ?? 1, reached[n - i + 1] ?? 1];
    return before + after - before * after;
  });
}

/** The mean of what holds for the points of a diagonal, by how many paths go through each. */
function overMiddle({ n, m, middle }: { n: number; m: number; middle: number }, of: (i: number) => number): number {
  const [least, most] = [Math.max(0, middle - m), Math.min(n, middle)];
  const mode = Math.min(most, Math.max(least, Math.floor(((middle + 1) * (n + 1)) / (n + m + 2))));
  let [weights, sum] = [1, of(mode)];
  for (let i = mode, weight = 1; i < most && weight > 0; i++) {
    weight *= ((middle - i) * (n - i)) / ((i + 1) * (m - middle + i + 1));
    weights += weight;
    sum += weight * of(i + 1);
  }
  for (let i = mode, weight = 1; i > least && weight > 0; i--) {
    weight *= (i * (m - middle + i)) / ((middle - i + 1) * (n - i + 1));
    weights += weight;
    sum += weight * of(i - 1);
  }
  return sum / weights;
}
