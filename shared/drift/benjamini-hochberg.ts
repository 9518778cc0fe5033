/**
 * p-values of several tests, adjusted so that of those below a level no more than that part are found by chance.
 * Source: Y. Benjamini, Y. Hochberg, JRSS B 57 (1995) 289, step up. Each stays in its place. Limits: tests that are independent, or depend positively.
 */
export function benjaminiHochberg(values: readonly number[]): number[] {
  const order = values.map((p, place) => ({ p, place })).toSorted((a, b) => b.p - a.p);
  const adjusted = [...values];
  let least = 1;
  order.forEach(({ p, place }, index) => {
    least = Math.min(least, p * (values.length / (values.length - index)));
    adjusted[place] = least;
  });
  return adjusted;
}
