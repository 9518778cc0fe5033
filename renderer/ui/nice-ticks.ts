const STEPS = [1, 2, 2.5, 5, 10];
/** Of time: seconds, minutes, hours, days, as people count them. */
const TIME_STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 14_400, 21_600, 43_200, 86_400].map((seconds) => seconds * 1_000);

/** Round places on an axis, about so many and never fewer than two; all of them on it, and none at its very end, where its words would be cut. */
export function niceTicks(from: number, to: number, about: number, isTime = false): readonly number[] {
  const width = to - from;
  if (!(width > 0) || !Number.isFinite(width)) return [from];
  for (const step of stepsFrom(width / about, isTime)) {
    const first = Math.ceil(from / step);
    const count = Math.floor(to / step) - first + 1;
    if (count >= TICKS_MIN) return Array.from({ length: count }, (_, index) => Number(((first + index) * step).toPrecision(12)));
  }
  return [from];
}

/** One place alone tells no height. */
const TICKS_MIN = 2;

/** The round step that is at least so long, and then finer and finer ones. */
function stepsFrom(least: number, isTime: boolean): readonly number[] {
  const power = 10 ** Math.floor(Math.log10(least));
  const tens = [...STEPS.map((step) => (step * power) / 10), ...STEPS.map((step) => step * power)];
  const upTo = (steps: readonly number[]) => steps.slice(0, steps.findIndex((step) => step >= least) + 1).toReversed();
  return isTime ? [...upTo(TIME_STEPS), ...upTo(tens)] : upTo(tens);
}
