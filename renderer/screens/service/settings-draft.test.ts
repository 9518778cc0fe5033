import { expect, test } from 'vitest';
import { DEFAULT_SETTINGS } from '../../../shared/models/service';
import { draftOf, settingsOf } from './settings-draft';

test('limits come back from the form as they went in', () => {
  const { stickyHeader, bodyMax, timeoutMs, concurrent, queued, batching } = DEFAULT_SETTINGS;
  expect(settingsOf(draftOf(DEFAULT_SETTINGS)).settings).toEqual({ stickyHeader, bodyMax, timeoutMs, concurrent, queued, batching });
  expect(settingsOf({ ...draftOf(DEFAULT_SETTINGS), stickyHeader: ' X-User ', timeoutMs: '0.5' }).settings).toMatchObject({
    stickyHeader: 'x-user',
    timeoutMs: 500,
  });
  const batched = { ...DEFAULT_SETTINGS, batching: { rows: 32, waitMs: 5 } };
  expect(settingsOf(draftOf(batched)).settings?.batching).toEqual(batched.batching);
  expect(settingsOf({ ...draftOf(batched), rows: ' ', waitMs: 'never' }).settings?.batching).toBeNull();
});

test('what cannot be is named by its field', () => {
  const { settings, wrong } = settingsOf({ stickyHeader: 'x user', bodyMax: '', timeoutMs: '0', concurrent: '1.5', queued: '-1', rows: '1', waitMs: '500' });
  expect(settings).toBeNull();
  expect([...wrong].toSorted()).toEqual(['bodyMax', 'concurrent', 'queued', 'rows', 'stickyHeader', 'timeoutMs', 'waitMs']);
});
