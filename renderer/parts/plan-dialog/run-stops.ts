import type { ActionRun } from '../../../shared/models/action';
import type { WordId } from '../../../shared/words/words';
import type { StepState } from '../../ui/step-track';

export type RunStop = { readonly id: 'recorded' | 'sent' | 'awaited' | 'done'; readonly word: WordId; readonly state: StepState };

type Course = readonly [recorded: StepState, sent: StepState, awaited: StepState, done: StepState];
/** How far each phase is: on record, taken by the server, shown by the derived state, done. */
const COURSES: Readonly<Record<ActionRun['phase'], Course>> = {
  sending: ['done', 'running', 'ahead', 'ahead'],
  waiting: ['done', 'done', 'running', 'ahead'],
  done: ['done', 'done', 'done', 'done'],
  failed: ['done', 'failed', 'skipped', 'skipped'],
  'not-done': ['done', 'stopped', 'skipped', 'skipped'],
  uncertain: ['done', 'paused', 'ahead', 'ahead'],
  'timed-out': ['done', 'done', 'stopped', 'ahead'],
};

/** The stops of a run. What it waits for is named; where nothing is, the derived state in general. */
export function runStops({ phase, awaited }: Pick<ActionRun, 'phase' | 'awaited'>): readonly RunStop[] {
  const [recorded, sent, waited, done] = COURSES[phase];
  return [
    { id: 'recorded', word: 'actions.run.recorded', state: recorded },
    { id: 'sent', word: 'actions.run.sent', state: sent },
    { id: 'awaited', word: awaited === null ? 'actions.awaited.any' : `actions.awaited.${awaited}`, state: waited },
    { id: 'done', word: 'actions.run.done', state: done },
  ];
}

/** How a phase is told where there is room for one sign. Uncertain is no failure, and no success. */
export const RUN_TONE: Readonly<Record<ActionRun['phase'], 'ok' | 'info' | 'warn' | 'bad'>> = {
  sending: 'info',
  waiting: 'info',
  done: 'ok',
  failed: 'bad',
  'not-done': 'warn',
  uncertain: 'warn',
  'timed-out': 'warn',
};
