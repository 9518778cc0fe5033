/** Ratios in order as a line, with a gap where one cannot be said; the height holds 1.5 times the threshold at least. */
export function sparkPath(ratios: readonly (number | null)[], width: number, height: number): { readonly line: string; readonly threshold: number } {
  const most = Math.max(1.5, ...ratios.filter((ratio) => ratio !== null));
  const step = ratios.length > 1 ? width / (ratios.length - 1) : 0;
  const y = (ratio: number) => height - 1.5 - (Math.max(0, ratio) / most) * (height - 3);
  let line = '';
  let begun = false;
  for (const [index, ratio] of ratios.entries()) {
    if (ratio === null) {
      begun = false;
      continue;
    }
    const alone = !begun && (ratios[index + 1] ?? null) === null;
    line += `${begun ? 'L' : 'M'}${(index * step).toFixed(1)} ${y(ratio).toFixed(1)}${alone ? 'h0.1' : ''}`;
    begun = true;
  }
  return { line, threshold: y(1) };
}
