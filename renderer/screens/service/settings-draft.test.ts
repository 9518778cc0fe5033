import { expect, test } from 'vitest';
import { DEFAULT_SETTINGS } from '../../../shared/models/service';
import { draftOf, settingsOf } from './settings-draft';

test('limits come back from the form as they went in', () => {
  const { stickyHeader, bodyMax, timeoutMs, concurrent, queued } = DEFAULT_SETTINGS;
  expect(settingsOf(draftOf(DEFAULT_SETTINGS)).settings).toEqual({ stickyHeader, bodyMax, timeoutMs, concurrent, queued });
  expect(settingsOf({ ...draftOf(DEFAULT_SETTINGS), stickyHeader: ' X-User ', timeoutMs: '0.5' }).settings).toMatchObject({
    stickyHeader: 'x-user',
    timeoutMs: 500,
  });
});

test('what cannot be is named by its field', () => {
  const { settings, wrong } = settingsOf({ stickyHeader: 'x user', bodyMax: '', timeoutMs: '0', concurrent: '1.5', queued: '-1' });
  expect(settings).toBeNull();
  expect([...wrong].toSorted()).toEqual(['bodyMax', 'concurrent', 'queued', 'stickyHeader', 'timeoutMs']);
});
