import type { DriftMark } from '../../../../shared/models/drift-monitor';

export type PlacedMark = { readonly mark: DriftMark; readonly x: number /** Its words have room. */; readonly isNamed: boolean };

const LETTER_PX = 6;
const GAP_PX = 14;

/** Where marks stand, and which of them have room for their words before the next one; the words stand to the right of their line. */
export function placeMarks(marks: readonly DriftMark[], placeOf: (at: number) => number, right: number): readonly PlacedMark[] {
  const placed = marks.map((mark) => ({ mark, x: placeOf(mark.at) })).toSorted((one, other) => one.x - other.x);
  let taken = Number.NEGATIVE_INFINITY;
  return placed.map(({ mark, x }) => {
    const end = x + GAP_PX + mark.label.length * LETTER_PX;
    const isNamed = x >= taken && end <= right;
    if (isNamed) taken = end;
    return { mark, x, isNamed };
  });
}
