import { LogCollapsingLowestDenseDDSketch } from '@datadog/sketches-js';
import { QUANTILE_ERROR } from '../../../../shared/models/live-counts';

/** Of each sign: values from one to 10^17 times it. What is smaller goes into one, and quantiles that lie there are not told. */
const BINS_MAX = 2_048;

/** Quantiles of numbers in bounded memory, within a part of themselves (DDSketch; Masson, Rim, Lee 2019). */
export class QuantileSketch {
  readonly #sketch = new LogCollapsingLowestDenseDDSketch({ relativeAccuracy: QUANTILE_ERROR, binLimit: BINS_MAX });

  add(value: number): void {
    this.#sketch.accept(value);
  }

  /** Null: there is none, or it is not known within the error. */
  at(part: number): number | null {
    const { store, negativeStore, count } = this.#sketch;
    if (count === 0 || isCollapsed(store) || isCollapsed(negativeStore)) return null;
    const value = this.#sketch.getValueAtQuantile(part);
    return Number.isFinite(value) ? value : null;
  }
}

const isCollapsed = (store: object): boolean => 'isCollapsed' in store && store.isCollapsed === true;
