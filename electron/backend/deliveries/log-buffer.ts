import type { deliveriesApi } from '../../../shared/api/deliveries';
import type { Handlers } from '../../../shared/api/verb';
import type { LogNews } from '../connectors/contract';

type Event = Parameters<Parameters<Handlers<typeof deliveriesApi>['deliveries.log']>[1]['push']>[0];
type Line = LogNews['lines'][number];

/** Lines in one message: a reader takes them in at once. */
const LINES_AT_ONCE = 1_000;
/** Of a flood that is faster than its reader the oldest lines go, and that they did is told. */
const HELD_MAX = 20_000;
const HELD_CHARACTERS_MAX = 8 << 20;

/** Between a log and a reader that may be slower. */
export class LogBuffer {
  #lines: Line[] = [];
  #characters = 0;
  /** Index of the first line before which others are missing. */
  #gapAt: number | null = null;
  #state: Pick<LogNews, 'state' | 'failure'> = { state: 'opening', failure: null };
  #told: string | null = null;

  add({ lines, gap, state, failure }: LogNews): void {
    if (gap) this.#gapAt ??= this.#lines.length;
    for (const line of lines) {
      this.#lines.push(line);
      this.#characters += line.text.length;
    }
    this.#state = { state, failure };
    this.#shed();
  }

  /** What comes next; null where everything was told. */
  take(): Event | null {
    // A gap stands before the first line of a message: it ends the one before.
    const end = this.#gapAt !== null && this.#gapAt > 0 ? Math.min(this.#gapAt, LINES_AT_ONCE) : LINES_AT_ONCE;
    const lines = this.#lines.splice(0, end);
    const gap = this.#gapAt === 0;
    const told = JSON.stringify(this.#state);
    if (lines.length === 0 && !gap && told === this.#told) return null;
    for (const { text } of lines) this.#characters -= text.length;
    this.#gapAt = gap || this.#gapAt === null ? null : this.#gapAt - lines.length;
    this.#told = told;
    return { lines: lines.map(({ at, text }) => ({ at, text })), gap, ...this.#state };
  }

  #shed(): void {
    let shed = 0;
    while (this.#lines.length - shed > HELD_MAX || this.#characters > HELD_CHARACTERS_MAX) {
      const line = this.#lines[shed];
      if (!line) break;
      this.#characters -= line.text.length;
      shed += 1;
    }
    if (shed === 0) return;
    this.#lines.splice(0, shed);
    this.#gapAt = 0;
  }
}
