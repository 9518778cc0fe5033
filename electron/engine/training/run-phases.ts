import type { RunPhase } from '../../../shared/models/run';
import type { StoredRun } from './run-store';

type Seen = Pick<StoredRun, 'state' | 'process' | 'exit' | 'queuedAt' | 'turnAt' | 'startedAt' | 'leftAt' | 'endedAt' | 'closedAt'>;

/** What was seen of a run, phase by phase. Times that nobody noted, because it is older or no engine was there, are not made up. */
export function phasesOf({ state, process, exit, queuedAt, turnAt, startedAt, leftAt, endedAt, closedAt }: Seen): RunPhase[] {
  const ended = state === 'ended' ? endedAt : null;
  const ran = process === null ? null : startedAt;
  // Of a run that went while no engine watched it is known that it is gone, and not since when.
  const left = leftAt ?? (exit?.cause === 'gone' ? null : ended);
  return [
    ...phase('queued', queuedAt, turnAt ?? ended),
    ...phase('preparing', turnAt, ran ?? ended),
    ...phase('running', ran, left),
    ...phase('closing', leftAt, closedAt),
  ];
}

const phase = (name: RunPhase['phase'], from: number | null, until: number | null): RunPhase[] => (from === null ? [] : [{ phase: name, from, until }]);
