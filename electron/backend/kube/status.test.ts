import { describe, expect, it } from 'vitest';
import { refusalFailure, retryAfterMs, statusFailure } from './status';

const status = (code: number, rest: object = {}) => JSON.stringify({ kind: 'Status', apiVersion: 'v1', status: 'Failure', code, ...rest });
const refused = (code: number, text: string, contentType = 'application/json', retryAfter?: string) =>
  refusalFailure({ status: code, text, contentType, retryAfter });
const short = (failure: { code: string; detail: { reason?: string | undefined } }) => [failure.code, failure.detail.reason].filter(Boolean).join(' ');

describe('what a refusal means', () => {
  it.each([
    [400, 'invalid'],
    [401, 'unauthenticated'],
    [403, 'forbidden'],
    [404, 'not-found'],
    [405, 'unsupported'],
    [409, 'conflict'],
    [410, 'stale history-gone'],
    [415, 'unsupported'],
    [422, 'invalid'],
    [429, 'limited throttled'],
    [500, 'unreachable server-error'],
    [503, 'unreachable server-error'],
  ])('%i is %s', (code, meaning) => expect(short(refused(code, status(code)))).toBe(meaning));

  it('names who may not do what, where', () => {
    const message = 'deployments.apps is forbidden: User "jane" cannot list resource "deployments" in API group "apps" in the namespace "prod"';
    const found = refused(403, status(403, { reason: 'Forbidden', message, details: { group: 'apps', kind: 'deployments' } }));
    expect(found).toEqual({
      code: 'forbidden',
      retry: 'never',
      detail: {
        text: message,
        values: { status: '403', said: 'Forbidden', user: 'jane', verb: 'list', resource: 'deployments', group: 'apps', namespace: 'prod' },
      },
    });
    const everywhere = refused(403, status(403, { message: message.replace(/ in the namespace.*/, ' at the cluster scope') }));
    expect(everywhere.detail.values).not.toHaveProperty('namespace');
  });

  it('takes a page of HTML for what it is', () => {
    const page = '<!doctype html><title>Sign in</title>';
    expect(short(refused(403, page, 'text/html'))).toBe('unreachable not-kubernetes');
    expect(short(refused(404, page, 'text/html; charset=utf-8'))).toBe('unreachable not-kubernetes');
    expect(short(refused(302, '', ''))).toBe('unreachable not-kubernetes');
    expect(refused(502, page, 'text/html').detail).toMatchObject({ reason: 'server-error', text: 'Sign in' });
    expect(short(refused(404, '404 page not found\n', 'text/plain; charset=utf-8'))).toBe('not-found');
  });

  it('reads how long it should wait, in seconds or as a date, within reason', () => {
    expect(retryAfterMs(refused(429, status(429), 'application/json', '7'))).toBe(7_000);
    expect(retryAfterMs(refused(429, 'slow down', 'text/plain', new Date(Date.now() + 60_000).toUTCString()))).toBeGreaterThan(55_000);
    expect(retryAfterMs(refused(503, status(503, { details: { retryAfterSeconds: 3 } })))).toBe(3_000);
    expect(retryAfterMs(refused(429, status(429), 'application/json', '1e12'))).toBe(600_000);
    expect(retryAfterMs(refused(429, status(429), 'application/json', 'soon'))).toBe(0);
  });

  it('reads a version from the future as history that is gone', () => {
    const restored = {
      kind: 'Status' as const,
      code: 504,
      reason: 'Timeout',
      details: { causes: [{ reason: 'ResourceVersionTooLarge' }], retryAfterSeconds: 1 },
    };
    expect(short(statusFailure(restored))).toBe('stale history-gone');
  });
});
