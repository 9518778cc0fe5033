import { expect, test } from 'vitest';
import { failure } from '../../shared/models/failure';
import { failureReport } from './failure-report';

test('a report is one fact a line, then what was said word for word', () => {
  const broken = failure('unreachable', { reason: 'name-unresolved', values: { host: 'api.lab.example' }, text: 'getaddrinfo ENOTFOUND\n  at lookup' }, 'lab');
  expect(failureReport(broken, { app: '0.1.0' })).toBe(
    [
      'failure: unreachable',
      'reason: name-unresolved',
      'retry: self',
      'connection: lab',
      'host: api.lab.example',
      'app: 0.1.0',
      '',
      'getaddrinfo ENOTFOUND',
      '  at lookup',
    ].join('\n'),
  );
});

test('what is not known is left out', () => {
  expect(failureReport(failure('cancelled'))).toBe('failure: cancelled\nretry: never');
});
