import { expect, test } from 'vitest';
import { sampleDelivery, sampleDetail } from './plan-samples';
import { currentImages, startRequest } from './start-request';

const now = { images: [{ container: 'scorer', image: 'a:1' }], modelUri: 's3://m/1' };

test('what runs now is read of the newest revision, else of its pods', () => {
  expect(currentImages(sampleDelivery, sampleDetail)).toEqual([{ container: 'scorer', image: 'registry.example/models/fraud-scorer:v42' }]);
  expect(currentImages(sampleDelivery, { ...sampleDetail, revisions: [] }).map(({ container }) => container)).toEqual(['scorer']);
  expect(currentImages(undefined, undefined)).toEqual([]);
});

test('only what was changed is asked for', () => {
  expect(startRequest(now, { ...now, images: [{ container: 'scorer', image: ' a:2 ' }] })).toEqual({
    action: 'start',
    images: [{ container: 'scorer', image: 'a:2' }],
    modelUri: null,
  });
  expect(startRequest(now, { ...now, modelUri: 's3://m/2' })).toEqual({ action: 'start', images: [], modelUri: 's3://m/2' });
});

test('nothing changed, or a value that can be none, is no request', () => {
  expect([startRequest(now, now), startRequest(now, { ...now, modelUri: 'two words' }), startRequest(now, { ...now, modelUri: '' })]).toEqual([
    null,
    null,
    null,
  ]);
});
