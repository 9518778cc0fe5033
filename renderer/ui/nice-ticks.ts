const STEPS = [1, 2, 2.5, 5, 10];
/** Of time: seconds, minutes, hours, days, as people count them. */
const TIME_STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 14_400, 21_600, 43_200, 86_400].map((seconds) => seconds * 1_000);

/** Round places on an axis, about so many; all of them on it, and none at its very end, where its words would be cut. */
export function niceTicks(from: number, to: number, about: number, isTime = false): readonly number[] {
  const width = to - from;
  if (!(width > 0) || !Number.isFinite(width)) return [from];
  const least = width / about;
  const power = 10 ** Math.floor(Math.log10(least));
  const step = (isTime ? TIME_STEPS.find((each) => each >= least) : undefined) ?? (STEPS.find((each) => each * power >= least) ?? 10) * power;
  const first = Math.ceil(from / step);
  const count = Math.floor(to / step) - first + 1;
  return Array.from({ length: Math.max(0, count) }, (_, index) => Number(((first + index) * step).toPrecision(12)));
}
