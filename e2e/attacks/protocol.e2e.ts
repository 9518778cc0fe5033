import { expect, test } from '../app';

const CLIMBS = [
  '..%2fmain%2fmain.js',
  '%2e%2e%2fmain%2fmain.js',
  '%2E%2E/%2E%2E/package.json',
  '../../package.json',
  '....//....//package.json',
  'assets/..%2f..%2f..%2fpackage.json',
  'assets/%2e%2e/%2e%2e/%2e%2e/package.json',
  '..%5c..%5cpackage.json',
  '..\\..\\package.json',
  '%252e%252e%252f%252e%252e%252fpackage.json',
  '%c0%ae%c0%ae/package.json',
  '%uff0e%uff0e/package.json',
  '%2fetc%2fpasswd',
  '/etc/passwd',
  '//etc/passwd',
  'index.html%00.js',
  'index.html::$DATA',
  'C:/windows/win.ini',
  'C%3a%5cwindows%5cwin.ini',
  '.%0d%0a./package.json',
  '~/.kube/config',
  '%',
];

test('no address climbs out of the bundle', async ({ app }) => {
  const answers = await app.page.evaluate(
    (climbs) =>
      Promise.all(
        climbs.map(async (climb) => {
          try {
            const response = await fetch(`app://pilothouse/${climb}`);
            return { climb, status: response.status, text: await response.text() };
          } catch {
            return { climb, status: 0, text: '' };
          }
        }),
      ),
    CLIMBS,
  );
  for (const { climb, status, text } of answers)
    expect({ climb, status: [0, 403, 404].includes(status) ? 'refused' : status, text }).toEqual({ climb, status: 'refused', text: '' });
});

test('other hosts of the scheme, other methods and files that are not there get nothing', async ({ app }) => {
  const statuses = await app.page.evaluate(async () => {
    const ask = async (url: string, init?: RequestInit) => {
      try {
        return (await fetch(url, init)).status;
      } catch {
        return 0;
      }
    };
    return [await ask('app://evil/'), await ask('/', { method: 'POST', body: 'x' }), await ask('/', { method: 'DELETE' }), await ask('/absent.js')];
  });
  expect(statuses).toEqual([0, 405, 405, 404]);
});
