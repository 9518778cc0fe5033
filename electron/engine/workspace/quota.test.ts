import { expect, test } from 'vitest';
import { failureOf } from '../../../shared/models/failure';
import { Quota } from './quota';

function staged(lying = 0) {
  const state = { lying, limit: 100 as number | null, now: 0, counts: 0 };
  const quota = new Quota({
    limit: () => state.limit,
    measure: async () => {
      state.counts += 1;
      return state.lying;
    },
    now: () => state.now,
  });
  const refused = (bytes: number) => {
    try {
      quota.admit(bytes);
      return null;
    } catch (error) {
      return failureOf(error).detail;
    }
  };
  return { state, quota, refused };
}

test('what is admitted takes its room at once: many small ones do not pass between two counts', async () => {
  const { quota, refused } = staged(40);
  await quota.count();
  for (let written = 0; written < 60; written += 10) expect(refused(10)).toBeNull();
  expect(refused(0)).toBeNull();
  expect(refused(1)).toEqual({ reason: 'quota-reached', values: { quota: '100', used: '100' } });
});

test('room of what was not kept in the end is free again after the next count', async () => {
  const { quota, refused } = staged(40);
  await quota.count();
  expect(refused(60)).toBeNull();
  expect(refused(10)).toMatchObject({ reason: 'quota-reached' });
  await quota.count(); // begun by the refusal
  expect(refused(60)).toBeNull();
});

test('a long upload is counted once, whether it lies there already or comes', async () => {
  const { state, quota, refused } = staged(0);
  await quota.count();
  for (let written = 0; written < 90; written += 10) {
    expect(refused(10)).toBeNull();
    state.lying += 10;
    state.now += 11_000;
    await quota.count();
  }
  expect(refused(20)).toMatchObject({ reason: 'quota-reached' });
});

test('without a limit nothing is counted; one that is set holds once it is known what lies there', async () => {
  const { state, quota, refused } = staged(500);
  state.limit = null;
  await quota.forget();
  expect([refused(1_000), state.counts]).toEqual([null, 0]);
  state.limit = 100;
  await quota.forget();
  expect(refused(0)).toMatchObject({ values: { used: '500' } });
});
