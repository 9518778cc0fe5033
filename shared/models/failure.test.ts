import { expect, test } from 'vitest';
import { AppError, Failure, failure, failureOf } from './failure';

test('a failure carries who can mend it, and survives its own schema', () => {
  const reason = failure('forbidden', { reason: 'namespace-forbidden', text: 'no', values: { verb: 'list' } }, 'lab');
  expect(Failure.parse(reason)).toEqual({
    code: 'forbidden',
    retry: 'never',
    connection: 'lab',
    detail: { reason: 'namespace-forbidden', text: 'no', values: { verb: 'list' } },
  });
});

test('secrets in what the other side said go no further, and length has an end', () => {
  const { detail } = failure('bug', { text: `Authorization: Bearer abcdefghijklmnopqrstuvwxyz0123456789 ${'x'.repeat(10_000)}` });
  expect(detail.text).not.toContain('abcdefghijklmnop');
  expect(detail.text?.length).toBeLessThanOrEqual(4_000);
});

test('any thrown value reads as a failure: ours as it is, an abort as cancelled, the rest as a bug', () => {
  const ours = failure('conflict');
  expect(failureOf(new AppError(ours))).toBe(ours);
  expect(failureOf(new DOMException('gone', 'AbortError')).code).toBe('cancelled');
  expect(failureOf('a string').code).toBe('bug');
  expect(failureOf(undefined).code).toBe('bug');
});
