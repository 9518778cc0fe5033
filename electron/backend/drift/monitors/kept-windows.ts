import type { MonitorWindow } from '../../../../shared/models/drift-monitor';
import type { MonitorStore } from './monitor-store';
import type { JudgedWindow, KeptWindow, WindowScores } from './window-scores';

/** What monitors found, window by window, by the version that holds now: read from the store once. */
export class KeptWindows {
  readonly #windows = new Map<string, readonly MonitorWindow[]>();
  /** Read when somebody looks at them. */
  readonly #scores = new Map<string, readonly WindowScores[]>();

  constructor(
    private readonly store: MonitorStore,
    private readonly now: () => number,
  ) {}

  /** The oldest first. */
  of(id: string, version: number): readonly MonitorWindow[] {
    const kept = this.#windows.get(id) ?? this.store.windows(id, version);
    this.#windows.set(id, kept);
    const now = this.now();
    return kept.map((window) => (window.open === window.end > now ? window : { ...window, open: window.end > now }));
  }

  /** The same with what each said of its columns. */
  scored(id: string, version: number): readonly KeptWindow[] {
    const scores = this.#scores.get(id) ?? this.store.scores(id, version);
    this.#scores.set(id, scores);
    return this.of(id, version).flatMap((window, at) => {
      const own = scores[at];
      return own ? [{ window, scores: own }] : [];
    });
  }

  /** @throws AppError `local` */
  keep(id: string, version: number, windows: readonly JudgedWindow[]): void {
    this.store.keepWindows(id, version, windows);
    this.forget(id);
  }

  /** They are read again: another version holds, or none. */
  forget(id: string): void {
    this.#windows.delete(id);
    this.#scores.delete(id);
  }
}
