import { expect, test } from 'vitest';
import type { GatewayAddress } from '../../../shared/models/gateway-address';
import { ActionRequest } from '../../../shared/models/action';
import { addressDraft, addressRequest } from './address-draft';

const NEVER: GatewayAddress = {
  state: 'closed',
  since: 0,
  failure: null,
  host: null,
  port: null,
  uri: null,
  certificate: null,
  certificateFile: null,
  token: null,
  opened: null,
  closed: null,
  generation: 0,
};
const OWN = { fingerprint: 'a'.repeat(64), subject: 'CN=x', names: [], notBefore: 0, notAfter: 1, made: false };
const HOSTS = [
  { host: '192.168.1.7', card: 'en0' },
  { host: '10.0.0.1', card: 'en1' },
];

test('the form begins with an address of the machine, a port that is proposed, and a certificate that is made', () => {
  expect(addressDraft(NEVER, HOSTS, 8443)).toEqual({ host: '192.168.1.7', port: '8443', certificate: 'made' });
  expect(addressDraft(NEVER, [], 8443).host).toBe('0.0.0.0');
});

test('it begins as it was set last, but not with an address that the machine has no more', () => {
  const before = { ...NEVER, host: '10.0.0.1', port: 9000, certificate: OWN };
  expect(addressDraft(before, HOSTS, 8443)).toEqual({ host: '10.0.0.1', port: '9000', certificate: OWN.fingerprint });
  expect(addressDraft({ ...before, host: '10.9.9.9', certificate: { ...OWN, made: true } }, HOSTS, 8443)).toEqual({
    host: '192.168.1.7',
    port: '9000',
    certificate: 'made',
  });
});

test('what is no port makes no request, and what it makes is one that the backend takes', () => {
  const request = addressRequest({ host: '10.0.0.1', port: ' 9000 ', certificate: 'made' });
  expect(ActionRequest.parse(request)).toEqual({ action: 'open-address', host: '10.0.0.1', port: 9000, certificate: 'made' });
  for (const port of ['', '0', '65536', '90a', '-1', '1e3']) expect(addressRequest({ host: '10.0.0.1', port, certificate: 'made' })).toBeNull();
});
