import type { DeliveryState } from '../../../shared/models/delivery';
import type { DeliveryRow } from '../../data/delivery-row';

/** States in which something goes on, those that are nearest to live traffic first. */
const MOVING: Readonly<Partial<Record<DeliveryState, number>>> = { promoting: 0, 'rolling-back': 1, progressing: 2, paused: 3, starting: 4 };

export const MOVING_STATES: readonly string[] = Object.keys(MOVING);

export type Motion = {
  readonly shown: readonly DeliveryRow[];
  readonly moving: number;
  readonly stable: number;
  readonly total: number;
};

/** The deliveries that are on their way, and how many there are of all. */
export function motionOf(rows: Iterable<DeliveryRow>, on: readonly string[], max: number): Motion {
  const moving: DeliveryRow[] = [];
  let [stable, total] = [0, 0];
  for (const row of rows) {
    if (on.length > 0 && !on.includes(row.connection)) continue;
    total += 1;
    if (row.state === 'stable') stable += 1;
    if (MOVING[row.state] !== undefined) moving.push(row);
  }
  moving.sort((a, b) => (MOVING[a.state] ?? 0) - (MOVING[b.state] ?? 0) || (b.since ?? 0) - (a.since ?? 0) || a.id.localeCompare(b.id));
  return { shown: moving.slice(0, max), moving: moving.length, stable, total };
}
