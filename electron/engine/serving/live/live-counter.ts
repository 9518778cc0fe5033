import { windowOf } from '../../../../shared/lib/window-times';
import type { LiveCounts, LiveWanted } from '../../../../shared/models/live-counts';
import { ColumnCounter } from './column-counter';
import { type ColumnPlace, columnPlaces } from './column-places';
import type { ToldRows } from './told-rows';

/** Layouts of requests that are remembered; a caller who names things anew each time costs time, not memory. */
const LAYOUTS_MAX = 32;

type Planned = { readonly counter: ColumnCounter; readonly place: ColumnPlace };

/** What is counted for one that asked for it: the window that is open, and nothing of those before. */
export class LiveCounter {
  #times: { readonly start: number; readonly end: number };
  #since: number;
  #requests = 0;
  #rows = 0;
  #unread = 0;
  #lost = 0;
  #columns: ColumnCounter[] = [];
  readonly #layouts = new Map<string, readonly Planned[]>();
  /** Something is other than when it was told last. */
  isNews = true;

  constructor(
    private readonly wanted: LiveWanted,
    now: number,
  ) {
    this.#times = windowOf(now, wanted.window);
    this.#since = now;
    this.#begin();
  }

  counts(revision: number): boolean {
    return this.wanted.revision === null || this.wanted.revision === revision;
  }

  /** Whether a request of this moment is of a window after the one that is counted: that one is over, and is told before. */
  isBeyond(at: number): boolean {
    return at >= this.#times.end;
  }

  /** The window that this moment lies in. */
  turn(at: number): void {
    this.#times = windowOf(at, this.wanted.window);
    this.#since = this.#times.start;
    this.#begin();
  }

  /** Of a window that is over already, nothing: the log has it. */
  add(at: number, told: ToldRows, layout: string): void {
    if (at < this.#times.start || told.rows === 0) return;
    this.isNews = true;
    this.#requests += 1;
    this.#rows += told.rows;
    for (const { counter, place } of this.#plan(told, layout)) {
      const tensor = place.tensor < told.inputs.length ? told.inputs[place.tensor] : told.outputs[place.tensor - told.inputs.length];
      if (!tensor || tensor.isMasked) counter.addMissing(told.rows);
      else counter.add(tensor.values, told.rows, tensor.datatype, place);
    }
  }

  addUnread(): void {
    this.isNews = true;
    this.#unread += 1;
  }

  addLost(count: number): void {
    this.isNews = true;
    this.#lost += count;
  }

  told(): LiveCounts {
    const columns = this.#columns.flatMap((column) => column.told() ?? []);
    return { ...this.#times, since: this.#since, requests: this.#requests, rows: this.#rows, unread: this.#unread, lost: this.#lost, columns };
  }

  #begin(): void {
    this.#columns = this.wanted.columns.map((column) => new ColumnCounter(column));
    this.#layouts.clear();
    [this.#requests, this.#rows, this.#unread, this.#lost] = [0, 0, 0, 0];
    this.isNews = true;
  }

  #plan(told: ToldRows, layout: string): readonly Planned[] {
    const known = this.#layouts.get(layout);
    if (known) return known;
    const places = columnPlaces(told);
    const tensors = [...told.inputs, ...told.outputs];
    const plan = this.#columns.flatMap((counter): Planned[] => {
      const place = places.get(counter.column.name);
      const tensor = place && tensors[place.tensor];
      return place && tensor && counter.takes(tensor.datatype, place.isList) ? [{ counter, place }] : [];
    });
    if (this.#layouts.size >= LAYOUTS_MAX) this.#layouts.clear();
    this.#layouts.set(layout, plan);
    return plan;
  }
}
