/** So far apart that their words do not touch, px. */
const APART_PX = 64;

/** Which of so many places along an axis are named; the chosen one always, and none that would touch it. */
export function axisMarks(count: number, acrossPx: number, chosen: number | null = null): readonly number[] {
  if (count === 0 || acrossPx <= 0) return [];
  const every = Math.max(1, Math.ceil(APART_PX / acrossPx));
  const marks = Array.from({ length: Math.ceil(count / every) }, (_, index) => index * every);
  if (chosen === null || chosen < 0 || chosen >= count) return marks;
  return [...marks.filter((mark) => Math.abs(mark - chosen) * acrossPx >= APART_PX), chosen].toSorted((one, other) => one - other);
}
