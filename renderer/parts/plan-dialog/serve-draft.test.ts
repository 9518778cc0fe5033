import { expect, test } from 'vitest';
import { DEFAULT_RELEASE } from '../../../shared/models/service';
import { modelOfUri, nameFor, planDraft, type ServeDraft, servedBy } from './serve-draft';

const draft: ServeDraft = { service: null, name: 'arrivals', version: 2, ...planDraft(DEFAULT_RELEASE) };
const served = (more: Partial<ServeDraft>) => servedBy('late-arrival', [{ name: 'ranker' }], { ...draft, ...more });

test('what is typed becomes a request with its whole plan', () => {
  expect(served({})).toEqual({
    name: 'arrivals',
    request: { action: 'start', images: [], modelUri: 'models:/late-arrival/2', release: DEFAULT_RELEASE },
    fault: null,
  });
  expect(served({ service: 'ranker', steps: '10:600 30، 60:5:not-worse 100', bake: '0', limit: '', shadow: ' 100 ' }).request).toMatchObject({
    release: {
      steps: [
        { weight: 10, seconds: 600 },
        { weight: 30, seconds: null },
        { weight: 60, seconds: 5, condition: 'not-worse' },
        { weight: 100, seconds: null },
      ],
      bakeSeconds: 0,
      errorLimit: null,
      shadow: 100,
    },
  });
});

test('a blue-green release has no steps, whatever stands in the field', () => {
  expect(served({ strategy: 'blue-green', steps: 'nothing of use' }).request).toMatchObject({ release: { strategy: 'blue-green', steps: [] } });
});

test('the first thing that is wrong is named by its field', () => {
  const faults: Partial<ServeDraft>[] = [
    { name: ' ' },
    { name: 'Late Arrival' },
    { name: 'ranker' },
    { version: null },
    { steps: '20,120' },
    { steps: '20:' },
    { steps: '20:1:2' },
    { bake: '' },
    { limit: '101' },
    { shadow: '12.5' },
    { shadow: '101' },
  ];
  expect(faults.map((more) => served(more).fault?.field)).toEqual([
    'name',
    'name',
    'name',
    'version',
    'steps',
    'steps',
    'steps',
    'bake',
    'limit',
    'shadow',
    'shadow',
  ]);
});

test('a model of any name suggests a name that can stand in an address', () => {
  expect([nameFor('Late Arrival (v2)'), nameFor('نموذج'), nameFor('a'.repeat(80)).length]).toEqual(['late-arrival-v2', '', 63]);
  expect([modelOfUri('models:/late-arrival/3'), modelOfUri('s3://bucket/model'), modelOfUri(null)]).toEqual(['late-arrival', null, null]);
});
