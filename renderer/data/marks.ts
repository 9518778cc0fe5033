import type { Marks } from '../../shared/api/shell';
import { bridge } from './bridge';

const now = () => performance.timeOrigin + performance.now();
const marks: Marks = { pageOrigin: performance.timeOrigin };

/** Notes a moment of this start, once. */
export function mark(name: string): void {
  marks[name] ??= now();
}

let reported = false;
/** The first screen shows its rows, or says what there is instead of rows: tells the shell after the next painted frame. */
export function markInteractive(): void {
  if (reported) return;
  reported = true;
  requestAnimationFrame(() =>
    setTimeout(() => {
      mark('interactive');
      bridge.mark(marks);
    }),
  );
}
