import { expect, test } from 'vitest';
import { ObjectStoreSecret, ObjectStoreSettings } from '../../../shared/models/object-store';
import { draftOfKept, faultsOf, NEW_STORE, secretOf, settingsOf } from './store-draft';

const TYPED = { ...NEW_STORE, name: 'Store', address: 'https://s3.example:9000/', accessKeyId: 'AKIA', secretAccessKey: 's', buckets: 'a, b  a' };

test('what is typed becomes settings and a secret that the backend takes', () => {
  expect(faultsOf(TYPED, null)).toEqual([]);
  expect(ObjectStoreSettings.parse(settingsOf(TYPED))).toMatchObject({ address: 'https://s3.example:9000', pathStyle: true, buckets: ['a', 'b'], proxy: null });
  expect(ObjectStoreSecret.parse(secretOf(TYPED)).keys).toEqual({ accessKeyId: 'AKIA', secretAccessKey: 's', sessionToken: null });
});

test('each field says what is wrong with it', () => {
  expect(faultsOf(NEW_STORE, null)).toEqual(['name', 'accessKeyId', 'secretAccessKey']);
  const wrong = { ...TYPED, address: 'https://user:password@s3.example', region: 'EU West', buckets: 'a/b', ca: 'no certificate', proxy: 'http://u:p@proxy:1' };
  expect(faultsOf(wrong, null)).toEqual(['address', 'region', 'buckets', 'ca', 'proxy']);
});

test('without an address it is Amazon, whose buckets have hosts of their own', () => {
  expect(settingsOf({ ...TYPED, address: ' ' })).toMatchObject({ address: null, pathStyle: false });
});

test('a kept secret may stay where neither the key nor the place is another', () => {
  const kept = { settings: settingsOf(TYPED), accessKeyId: 'AKIA', proxyUser: null };
  const draft = draftOfKept('Store', kept);
  expect([faultsOf(draft, kept), secretOf(draft).keys]).toEqual([[], null]);
  expect(faultsOf({ ...draft, address: 'https://other.example' }, kept)).toEqual(['secretAccessKey']);
  expect(faultsOf({ ...draft, accessKeyId: 'OTHER' }, kept)).toEqual(['secretAccessKey']);
});
