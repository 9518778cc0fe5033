export type DiffLine = {
  readonly kind: 'same' | 'removed' | 'added';
  readonly text: string;
  /** Its number on each side, from 1; null where it is not there. */
  readonly before: number | null;
  readonly after: number | null;
};

/** More differences than this are not looked for one by one: the texts have little in common, and are shown one after the other. */
const DIFFERENCES_MAX = 800;

const linesOf = (text: string): readonly string[] => (text === '' ? [] : text.replace(/\n$/, '').split('\n'));

/** What was taken out and put in between two texts, line by line, with the lines that stayed (Myers' shortest edit script). */
export function diffLines(before: string, after: string): readonly DiffLine[] {
  const [left, right] = [linesOf(before), linesOf(after)];
  let start = 0;
  while (start < left.length && start < right.length && left[start] === right[start]) start += 1;
  let end = 0;
  while (end < left.length - start && end < right.length - start && left[left.length - 1 - end] === right[right.length - 1 - end]) end += 1;
  const kinds = [
    ...Array.from({ length: start }, () => 'same' as const),
    ...editScript(left.slice(start, left.length - end), right.slice(start, right.length - end)),
    ...Array.from({ length: end }, () => 'same' as const),
  ];
  let [x, y] = [0, 0];
  return kinds.map((kind) => {
    const text = (kind === 'added' ? right[y] : left[x]) ?? '';
    const line = { kind, text, before: kind === 'added' ? null : x + 1, after: kind === 'removed' ? null : y + 1 };
    if (kind !== 'added') x += 1;
    if (kind !== 'removed') y += 1;
    return line;
  });
}

function editScript(left: readonly string[], right: readonly string[]): DiffLine['kind'][] {
  const trace = furthestPaths(left, right);
  if (!trace) return [...left.map(() => 'removed' as const), ...right.map(() => 'added' as const)];
  const kinds: DiffLine['kind'][] = [];
  let [x, y] = [left.length, right.length];
  for (let d = trace.length - 1; d >= 0; d -= 1) {
    const reached = trace[d] ?? new Map<number, number>();
    const k = x - y;
    const down = k === -d || (k !== d && (reached.get(k - 1) ?? -1) < (reached.get(k + 1) ?? -1));
    const fromK = down ? k + 1 : k - 1;
    const fromX = d === 0 ? 0 : (reached.get(fromK) ?? 0);
    const fromY = d === 0 ? 0 : fromX - fromK;
    while (x > fromX && y > fromY) {
      kinds.push('same');
      x -= 1;
      y -= 1;
    }
    if (d > 0) kinds.push(down ? 'added' : 'removed');
    [x, y] = [fromX, fromY];
  }
  return kinds.toReversed();
}

/** For each number of differences, how far each diagonal was before it; null where there are too many. */
function furthestPaths(left: readonly string[], right: readonly string[]): readonly ReadonlyMap<number, number>[] | null {
  const trace: ReadonlyMap<number, number>[] = [];
  const reached = new Map<number, number>([[1, 0]]);
  for (let d = 0; d <= Math.min(left.length + right.length, DIFFERENCES_MAX); d += 1) {
    trace.push(new Map(reached));
    for (let k = -d; k <= d; k += 2) {
      const down = k === -d || (k !== d && (reached.get(k - 1) ?? -1) < (reached.get(k + 1) ?? -1));
      let x = down ? (reached.get(k + 1) ?? 0) : (reached.get(k - 1) ?? 0) + 1;
      while (x < left.length && x - k < right.length && left[x] === right[x - k]) x += 1;
      reached.set(k, x);
      if (x >= left.length && x - k >= right.length) return trace;
    }
  }
  return null;
}
