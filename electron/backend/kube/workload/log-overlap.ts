import type { LogLine } from './log-lines';

/** Lines of one second that are remembered. Of a flood that is faster some are shown twice after a broken link, which harms less than none. */
const REMEMBERED_MAX = 50_000;
const SECOND = 'yyyy-mm-ddThh:mm:ss'.length;

const secondOf = (stamp: string): string => stamp.slice(0, SECOND);
const zoneOf = (stamp: string): string => /(?:Z|[+-]\d{2}:\d{2})$/.exec(stamp)?.[0] ?? 'Z';
/** Times go to the nanosecond: the start of the text is enough beside them. */
const keyOf = ({ stamp, text }: LogLine): string => `${stamp ?? ''} ${text.length} ${text.slice(0, 64)}`;

/**
 * Where a log goes on after a broken link. It can only be asked for from a whole second on, so that the lines of that second come
 * again: each is let through once. Lines of two streams may stand in another order than their times, which is why not the time
 * alone decides.
 */
export class LogOverlap {
  #second = '';
  #zone = 'Z';
  readonly #seen = new Map<string, number>();
  #remembered = 0;
  #again: { readonly left: Map<string, number>; readonly second: string; sure: boolean } | null = null;

  /** The time to ask from; null: nothing has come yet. */
  get since(): string | null {
    return this.#second === '' ? null : `${this.#second}${this.#zone}`;
  }

  /** The log is opened again at `since`. */
  reopen(): void {
    this.#again = this.#second === '' ? null : { left: new Map(this.#seen), second: this.#second, sure: false };
  }

  /** Whether a line is new, and whether others may be missing before it. */
  take(line: LogLine): { readonly isNew: boolean; readonly gap: boolean } {
    const again = this.#again;
    const key = keyOf(line);
    const count = again?.left.get(key) ?? 0;
    if (again && count > 0) {
      again.sure = true;
      again.left.set(key, count - 1);
      return { isNew: false, gap: false };
    }
    this.#remember(line, key);
    if (!again) return { isNew: true, gap: false };
    // What came last is not there any more: the file was turned over while nobody read it.
    const gap = !again.sure;
    again.sure = true;
    if (line.stamp !== null && secondOf(line.stamp) > again.second) this.#again = null;
    return { isNew: true, gap };
  }

  #remember({ stamp }: LogLine, key: string): void {
    if (stamp !== null && secondOf(stamp) > this.#second) {
      this.#second = secondOf(stamp);
      this.#zone = zoneOf(stamp);
      this.#seen.clear();
      this.#remembered = 0;
    }
    if (this.#remembered >= REMEMBERED_MAX) return;
    this.#remembered += 1;
    this.#seen.set(key, (this.#seen.get(key) ?? 0) + 1);
  }
}
