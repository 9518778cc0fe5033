import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createLineRedactor, redact } from './redact';

const JWT = 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJzeXN0ZW06c2VydmljZWFjY291bnQifQ.c2lnbmF0dXJl_x-y';
const PEM = '-----BEGIN RSA PRIVATE KEY-----\nMIIEowIBAAKCAQEAtj\nabc/def+ghi=\n-----END RSA PRIVATE KEY-----';

describe('redact', () => {
  test.each([
    ['an Authorization header', 'Authorization: Bearer abc.DEF-123', 'Authorization: [redacted]'],
    ['the same in JSON', '{"authorization":"Bearer abc123","x":1}', '{"authorization":[redacted],"x":1}'],
    ['a bearer token in a sentence', 'sent Bearer abcdef0123 to it', 'sent Bearer [redacted] to it'],
    ['basic credentials', 'used basic dXNlcjpwYXNz today', 'used basic [redacted] today'],
    ['a token in JSON', '{"token":"s3cret","name":"a"}', '{"token":[redacted],"name":"a"}'],
    ['a quoted value with escaped quotes', '{"password":"a\\"b c","n":1}', '{"password":[redacted],"n":1}'],
    ['JSON inside JSON', '{"body":"{\\"token\\":\\"s3cret\\",\\"a\\":1}"}', '{"body":"{\\"token\\":[redacted],\\"a\\":1}"}'],
    ['JSON inside JSON with a quote in the value', '{"body":"{\\"token\\":\\"a\\\\\\"b\\",\\"a\\":1}"}', '{"body":"{\\"token\\":[redacted],\\"a\\":1}"}'],
    ['a quoted value that is cut off', '{"token":"s3cr', '{"token":[redacted]'],
    ['YAML, to the end of the line', '    password: correct horse battery\n    name: a', '    password: [redacted]\n    name: a'],
    [
      'fields of a kubeconfig',
      'client-key-data: QUJD\nid-token: x.y\nrefresh-token: r1',
      'client-key-data: [redacted]\nid-token: [redacted]\nrefresh-token: [redacted]',
    ],
    ['a query parameter', 'GET /a?access_token=abc&b=1', 'GET /a?access_token=[redacted]&b=1'],
    ['an environment variable', 'env AWS_SECRET_ACCESS_KEY=wJalr/XUt+n', 'env AWS_SECRET_ACCESS_KEY=[redacted]'],
    ['a flag', 'kubectl --token abc get pods', 'kubectl --token [redacted] get pods'],
    ['an address with a password', 'proxy http://joe:p%40ss@proxy.example:3128 refused', 'proxy http://[redacted]@proxy.example:3128 refused'],
    ['an address with a token as user', 'https://tok3n@host/x', 'https://[redacted]@host/x'],
    ['a JWT anywhere', `got ${JWT}!`, 'got [redacted]!'],
    ['an AWS key id', 'key AKIAIOSFODNN7EXAMPLE used', 'key [redacted] used'],
    ['a private key', `before ${PEM} after`, 'before [redacted private key] after'],
    ['a private key that is cut off', `before ${PEM.slice(0, 60)}`, 'before [redacted private key]'],
    ['a private key in base64', 'data LS0tLS1CRUdJTiBSU0EgUFJJVkFURSBLRVktLS0tLQo= end', 'data [redacted private key] end'],
  ])('removes %s', (_, text, expected) => {
    expect(redact(text)).toBe(expected);
  });

  test.each([
    'Bearer token is missing',
    'basic authentication failed for context prod-eu',
    'GET https://api.example:6443/apis/apps/v1/deployments?limit=500 200 in 31 ms',
    'tokenFile /var/run/secrets/x was read',
    'the certificate LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0t is public',
    'connection user@host.example refused',
  ])('leaves ordinary text alone: %s', (text) => {
    expect(redact(text)).toBe(text);
  });

  const secret = fc.stringMatching(/^[A-Za-z0-9+/_.~-]{12,60}$/);
  const carriers: readonly ((secret: string) => string)[] = [
    (s) => `Authorization: Bearer ${s}`,
    (s) => JSON.stringify({ user: { token: s, 'client-key-data': s, password: s } }),
    (s) => JSON.stringify({ nested: JSON.stringify({ 'id-token': s }) }),
    (s) => `users:\n- user:\n    token: ${s}\n    refresh-token: ${s}\n`,
    (s) => `curl -H "Authorization: Basic ${s}" https://x`,
    (s) => `https://name:${encodeURIComponent(s)}@host/path`,
    (s) => `/callback?refresh_token=${s}&state=1`,
    (s) => `-----BEGIN EC PRIVATE KEY-----\n${s}\n-----END EC PRIVATE KEY-----`,
  ];

  test('no carried secret survives, whatever stands around it', () => {
    fc.assert(
      fc.property(secret, fc.constantFrom(...carriers), fc.string(), fc.string(), (value, carry, before, after) => {
        // A quote that opens in front changes what the text says; everything else must not matter.
        const text = `${before.replaceAll(/["'\\]/g, '')}\n${carry(value)}\n${after}`;
        expect(redact(text)).not.toContain(value);
      }),
    );
  });

  test('a second pass changes nothing', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(
            fc.string(),
            secret.map((s) => `token: ${s}`),
            fc.constantFrom(JWT, PEM),
          ),
          { maxLength: 5 },
        ),
        (parts) => {
          const once = redact(parts.join(' '));
          expect(redact(once)).toBe(once);
        },
      ),
    );
  });

  test.each(['a', '"', '"token":"', '\\"token\\":\\"', '\\', 'token', 'token:', 'eyJ.', '-----BEGIN PRIVATE KEY-----', 'http://', '-', ' '])(
    'ends with a megabyte of %j',
    (unit) => {
      const text = unit.repeat(1_000_000 / unit.length);
      const started = performance.now();
      expect(typeof redact(text)).toBe('string');
      expect(performance.now() - started).toBeLessThan(30_000); // what is not linear takes hours; a busy machine takes seconds
    },
    60_000,
  );
});

describe('createLineRedactor', () => {
  test('leaves out a key that spans lines, and goes on after it', () => {
    const line = createLineRedactor();
    expect(['a', ...PEM.split('\n'), 'b'].map(line)).toEqual(['a', '[redacted private key]', null, null, null, 'b']);
  });

  test('goes on when the end of a key is lost', () => {
    const line = createLineRedactor();
    expect(['-----BEGIN PRIVATE KEY-----', 'MIIE', '{"level":"info"} went on', 'c'].map(line)).toEqual([
      '[redacted private key]',
      null,
      '{"level":"info"} went on',
      'c',
    ]);
  });
});
