import type { Input } from '../../shared/api/api';
import type { LivePoint } from '../../shared/models/live-point';
import { NOT_WATCHED, stateWatch } from './watch';

const live = stateWatch('drift.live');
const NONE: readonly LivePoint[] = [];

/** What a monitored service is asked now, at the end of a series; null: of that it says nothing. */
export function useLiveDrift(asked: Input<'drift.live'> | null): readonly LivePoint[] {
  const { value } = live.useShared(asked === null ? NOT_WATCHED : JSON.stringify(asked));
  return value?.points ?? NONE;
}
