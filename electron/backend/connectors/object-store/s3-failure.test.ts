import { expect, test } from 'vitest';
import { AppError, failure } from '../../../../shared/models/failure';
import { type Asked, s3Failure } from './s3-failure';

/** As the SDK throws what a store answered. */
const answered = (name: string, status: number, message = 'said the store') =>
  Object.assign(new Error(message), { name, $metadata: { httpStatusCode: status } });
const told = (error: unknown, asked: Asked = {}) => {
  const { code, detail } = s3Failure(error, asked);
  return `${code} ${detail.reason}`;
};

test('each error of the API is told as what a person can do about it', () => {
  expect(told(answered('SignatureDoesNotMatch', 403))).toBe('unauthenticated secret-refused');
  expect(told(answered('InvalidAccessKeyId', 403))).toBe('unauthenticated access-key-unknown');
  expect(told(answered('ExpiredToken', 400))).toBe('unauthenticated token-expired');
  expect(told(answered('RequestTimeTooSkewed', 403))).toBe('unauthenticated clock-skewed');
  expect(told(answered('PermanentRedirect', 301))).toBe('invalid region-other');
  expect(told(answered('SlowDown', 503))).toBe('limited throttled');
  expect(told(answered('InvalidObjectState', 403))).toBe('unsupported object-archived');
  expect(told(answered('InternalError', 500))).toBe('unreachable server-error');
});

test('a denial says whether it was of listing or of reading', () => {
  expect(told(answered('AccessDenied', 403), { verb: 'list' })).toBe('forbidden listing-denied');
  expect(told(answered('AccessDenied', 403), { verb: 'read' })).toBe('forbidden object-denied');
});

test('an answer to HEAD names no error: its status says it', () => {
  expect(told(answered('Unknown', 404), { bucket: 'b', key: 'k' })).toBe('not-found object-unknown');
  expect(told(answered('NotFound', 404), { bucket: 'b' })).toBe('not-found bucket-unknown');
  expect(told(answered('Unknown', 412), { bucket: 'b', key: 'k' })).toBe('stale object-replaced');
  expect(told(answered('Unknown', 403), { bucket: 'b', key: 'k', verb: 'read' })).toBe('forbidden object-denied');
});

test('what our own sockets said is told as they said it, however the SDK wraps it', () => {
  const own = new AppError(failure('unreachable', { reason: 'certificate-untrusted' }));
  expect(told(new Error('wrapped', { cause: new Error('twice', { cause: own }) }))).toBe('unreachable certificate-untrusted');
  expect(told(Object.assign(new Error('aborted'), { code: 'ECONNRESET' }))).toBe('unreachable connection-lost');
});

test('a cancelled request is cancelled, and what is no error at all is a bug', () => {
  expect(s3Failure(Object.assign(new Error(), { name: 'AbortError' })).code).toBe('cancelled');
  expect(s3Failure('thrown text').code).toBe('bug');
});
