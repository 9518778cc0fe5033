import type { Body } from '../protocol/read-request';
import type { PayloadRow } from '../thread-messages';

/** What a row costs beside its bodies. */
const ROW_BYTES = 300;
const bodyBytes = (body: Body | null): number => (body === null ? 0 : typeof body.content === 'string' ? body.content.length : body.content.byteLength);
export const rowBytes = ({ request, response }: Pick<PayloadRow, 'request' | 'response'>): number => ROW_BYTES + bodyBytes(request) + bodyBytes(response);

/** Rows that are in no file yet, the oldest first. */
export class WaitingRows {
  #rows: PayloadRow[] = [];
  #bytes = 0;
  /** Bytes of rows that left. */
  #gone = 0;

  get count(): number {
    return this.#rows.length;
  }
  get bytes(): number {
    return this.#bytes;
  }

  add(rows: readonly PayloadRow[]): void {
    for (const row of rows) {
      this.#rows.push(row);
      this.#bytes += rowBytes(row);
    }
  }

  /** The oldest, as many as make one file; one at least. */
  first(count: number, bytes: number): readonly PayloadRow[] {
    let sum = 0;
    let end = 0;
    for (; end < this.#rows.length && end < count; end++) {
      const row = this.#rows[end];
      sum += row ? rowBytes(row) : 0;
      if (sum > bytes && end > 0) break;
    }
    return this.#rows.slice(0, end);
  }

  remove(rows: ReadonlySet<PayloadRow>): void {
    this.#leave(this.#rows.filter((row) => !rows.has(row)));
  }

  /** The oldest go until the rest has so many bytes. @returns how many went */
  loseUntil(bytes: number): number {
    let left = this.#bytes;
    const rows = this.#rows.filter((row) => {
      if (left <= bytes) return true;
      left -= rowBytes(row);
      return false;
    });
    const lost = this.#rows.length - rows.length;
    if (lost > 0) this.#leave(rows);
    return lost;
  }

  /** Bytes of rows that left since this was asked last. */
  takeGone(): number {
    const gone = this.#gone;
    this.#gone = 0;
    return gone;
  }

  #leave(rows: PayloadRow[]): void {
    const bytes = rows.reduce((sum, row) => sum + rowBytes(row), 0);
    this.#gone += this.#bytes - bytes;
    this.#rows = rows;
    this.#bytes = bytes;
  }
}
