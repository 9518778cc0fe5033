import { expect, test } from 'vitest';
import { allowedExternalLink } from './external-links';

test.each(['https://kubernetes.io/docs/concepts/', 'https://www.apache.org/licenses/LICENSE-2.0'])('%s is opened', (address) => {
  expect(allowedExternalLink(address)).toBe(address);
});

test.each([
  'http://kubernetes.io/',
  'https://kubernetes.io.evil.example/',
  'https://evil.example/?https://kubernetes.io',
  'https://user:pass@kubernetes.io/',
  'https://kubernetes.io:8443/',
  'https://sub.kubernetes.io/',
  'file:///etc/passwd',
  'javascript:alert(1)',
  'smb://kubernetes.io/share',
  'ms-settings:privacy',
  '',
])('%s is not', (address) => {
  expect(allowedExternalLink(address)).toBeNull();
});
