import { expect, test } from 'vitest';
import { curlFromElsewhere, pythonFromElsewhere } from './elsewhere-texts';

const CALLED = { uri: 'https://[fd00::2]:8443', service: 'ranker', isMade: true };

test('a certificate that Pilothouse made is named to whoever calls; one of an authority is trusted as any', () => {
  expect(curlFromElsewhere(CALLED)).toBe(
    [
      `curl -sS 'https://[fd00::2]:8443/v2/models/ranker/infer' \\`,
      '  --cacert gateway-certificate.pem \\',
      '  -H "Authorization: Bearer $PILOTHOUSE_TOKEN" \\',
      `  -H 'Content-Type: application/json' \\`,
      '  -d @request.json',
    ].join('\n'),
  );
  expect(pythonFromElsewhere(CALLED)).toContain('ssl.create_default_context(cafile="gateway-certificate.pem")');
  const own = { ...CALLED, isMade: false };
  expect([curlFromElsewhere(own), pythonFromElsewhere(own)].join()).not.toContain('gateway-certificate');
});
