import { type Interval, Z_95 } from './interval';
import { normalAbove } from './normal';

const LEFT_OUT = 0.05;
const HALVINGS = 60;
const Z_MAX = 10;

/** Beyond it and its mirror image lies a normal value in 5 of 100 × `looks` cases. */
function zOf(looks: number): number {
  let [low, high] = [0, Z_MAX];
  for (let turn = 0; turn < HALVINGS; turn++) {
    const middle = (low + high) / 2;
    if (normalAbove(middle) > LEFT_OUT / (2 * looks)) low = middle;
    else high = middle;
  }
  return high;
}

/**
 * An interval of 95 in 100 cases that was found by so many looks, widened until all of them together hold in 95 of 100 cases.
 * Source: O. J. Dunn, JASA 56 (1961) 52 (Bonferroni's inequality). Exact for values whose error is spread as a normal one; for score intervals of shares it is near.
 */
export function widened({ value, low, high }: Interval, looks: number): Interval {
  const times = looks <= 1 ? 1 : zOf(looks) / Z_95;
  return { value, low: value - (value - low) * times, high: value + (high - value) * times };
}
