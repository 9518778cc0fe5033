/** A value as it was found, and the interval that holds the true one in 95 of 100 cases. */
export type Interval = { readonly value: number; readonly low: number; readonly high: number };

/** Of the standard normal distribution: 95 % of it lies within. */
export const Z_95 = 1.959963984540054;

/** A value whose error is spread as a normal one with this deviation. */
export const around = (value: number, deviation: number): Interval => ({ value, low: value - Z_95 * deviation, high: value + Z_95 * deviation });
