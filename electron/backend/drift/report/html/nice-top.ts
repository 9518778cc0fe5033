/** The end of an axis of shares that starts at 0: just above the largest, and round. */
export function niceTop(largest: number): number {
  if (!(largest > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(largest));
  const top = [1, 2, 4, 5, 10].find((factor) => factor * power >= largest) ?? 10;
  return Math.min(1, top * power);
}
