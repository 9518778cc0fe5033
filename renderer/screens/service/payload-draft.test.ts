import { expect, test } from 'vitest';
import { DEFAULT_PAYLOAD, type PayloadSettings } from '../../../shared/models/payload';
import { payloadDraft, payloadOf } from './payload-draft';

test('what is kept comes back from the form as it went in, and what is kept as it is needs no line', () => {
  const settings: PayloadSettings = { ...DEFAULT_PAYLOAD, share: 0.07, features: [{ name: 'origin', treatment: 'mask' }] };
  expect(payloadDraft(settings).percent).toBe('7');
  expect(payloadOf(payloadDraft(settings)).settings).toEqual(settings);
  expect(payloadOf({ ...payloadDraft(settings), features: { origin: 'keep', hour: 'drop' } }).settings?.features).toEqual([
    { name: 'hour', treatment: 'drop' },
  ]);
});

test('what cannot be is named by its field', () => {
  expect([...payloadOf({ percent: '101', megabytes: '1', days: '', features: {} }).wrong].toSorted()).toEqual(['days', 'megabytes', 'percent']);
});
