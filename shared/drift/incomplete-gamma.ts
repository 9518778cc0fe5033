const TURNS_MAX = 100_000;
const PRECISION = 1e-15;
const TINY = 1e-300;

/** Lanczos, g = 7, nine terms: relative error below 1e-15 for positive arguments. */
const TERMS = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059, 12.507343278686905, -0.13857109526572012,
  9.9843695780195716e-6, 1.5056327351493116e-7,
];
export function logGamma(x: number): number {
  const [first = 1, ...rest] = TERMS;
  const base = x + 6.5;
  const sum = rest.reduce((total, term, index) => total + term / (x + index), first);
  return 0.5 * Math.log(2 * Math.PI) + (x - 0.5) * Math.log(base) - base + Math.log(sum);
}

/**
 * The regularised upper incomplete gamma function Q(a, x) = Γ(a, x) / Γ(a), for a > 0 and x ≥ 0.
 * Source: NIST Digital Library of Mathematical Functions 8.7.1 (series, for x < a + 1) and 8.9.2 (continued fraction, by Lentz).
 */
export function upperGamma(a: number, x: number): number {
  if (!(x > 0)) return 1;
  if (x === Number.POSITIVE_INFINITY) return 0;
  const front = Math.exp(a * Math.log(x) - x - logGamma(a));
  if (x < a + 1) {
    let term = 1 / a;
    let sum = term;
    for (let n = 1; n < TURNS_MAX && Math.abs(term) > Math.abs(sum) * PRECISION; n++) sum += term *= x / (a + n);
    return Math.max(0, 1 - sum * front);
  }
  let b = x + 1 - a;
  let c = 1 / TINY;
  let d = 1 / b;
  let product = d;
  for (let n = 1; n < TURNS_MAX; n++) {
    const step = -n * (n - a);
    b += 2;
    d = 1 / nonZero(step * d + b);
    c = nonZero(b + step / c);
    product *= d * c;
    if (Math.abs(d * c - 1) < PRECISION) break;
  }
  return Math.min(1, product * front);
}

const nonZero = (value: number): number => (Math.abs(value) < TINY ? TINY : value);
