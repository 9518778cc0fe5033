import { expect, test } from 'vitest';
import { curlText, pythonText } from './call-texts';

const called = { uri: 'http://127.0.0.1:41234', service: 'late-arrival', tokenFile: '~/my flights/.pilothouse/token', body: `{\n "inputs": ["it's"]\n}` };

test('a shell reads the token from its file, and the body as it is', () => {
  expect(curlText(called).split('\n')).toEqual([
    'curl -sS http://127.0.0.1:41234/v2/models/late-arrival/infer \\',
    `  -H "Authorization: Bearer $(cat ~/'my flights/.pilothouse/token')" \\`,
    `  -H 'Content-Type: application/json' \\`,
    String.raw`  -d '{"inputs":["it'\''s"]}'`,
  ]);
});

test('Python needs nothing but its own library', () => {
  const text = pythonText(called);
  expect(text).toContain('pathlib.Path("~/my flights/.pilothouse/token").expanduser()');
  expect(text).toContain(`json.loads(r'''{"inputs":["it's"]}''')`);
});
