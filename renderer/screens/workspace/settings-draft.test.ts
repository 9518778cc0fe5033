import { expect, it } from 'vitest';
import { draftOf, settingsOf } from './settings-draft';

const settings = { runsAtOnce: 2, quotaBytes: 1_500_000_000, keepLogsDays: null, keepRunsOnQuit: true, keepServingOnQuit: true };

it('settings come back from their form as they were', () => {
  expect(settingsOf(draftOf(settings)).settings).toEqual(settings);
});

it('what cannot be is named by its field', () => {
  const { settings: none, wrong } = settingsOf({ runsAtOnce: '0', quotaGb: 'much', keepLogsDays: '1.5', keepRunsOnQuit: false, keepServingOnQuit: false });
  expect([none, [...wrong].toSorted()]).toEqual([null, ['keepLogsDays', 'quotaBytes', 'runsAtOnce']]);
});
