import { expect, test } from 'vitest';
import { failure } from '../../shared/models/failure';
import { EXIT, exitOf } from './exit';

test('what is wrong in a file is a failure; what is wrong with the words that were typed is bad input', () => {
  const reasons = ['data-malformed', 'data-cut-short', 'data-quarantined', 'project-malformed', 'command-malformed'] as const;
  expect(reasons.map((reason) => exitOf(failure('invalid', { reason })))).toEqual(reasons.map(() => EXIT.failed));
  const typed = ['parameter-missing', 'parameter-invalid', 'data-format-unknown'] as const;
  expect(typed.map((reason) => exitOf(failure('invalid', { reason })))).toEqual(typed.map(() => EXIT.badInput));
  expect([exitOf(failure('invalid')), exitOf(failure('uncertain')), exitOf(failure('not-found'))]).toEqual([EXIT.badInput, EXIT.uncertain, EXIT.failed]);
});
