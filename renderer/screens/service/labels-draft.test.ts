import { expect, test } from 'vitest';
import { labelsDraft, labelsOf, NO_DATASET } from './labels-draft';

const draft = { ...labelsDraft(null, 'probability'), dataset: 'truth', label: 'late', position: '1' };

test('what is typed becomes the settings, and empty columns are none', () => {
  expect(labelsOf(draft)).toEqual({
    labels: { dataset: 'truth', key: 'request_id', row: null, label: 'late', at: null, output: 'probability', position: 1, task: 'score' },
    wrong: new Set(),
  });
  const { labels } = labelsOf({ ...draft, at: 'known_at' });
  expect(labelsDraft(labels, 'x')).toEqual({ ...draft, at: 'known_at' });
});

test('without a dataset there are no labels; what cannot be is named', () => {
  expect(labelsOf({ ...draft, dataset: NO_DATASET, key: '' })).toEqual({ labels: null, wrong: new Set() });
  expect(labelsOf({ ...draft, key: '', position: '' }).wrong).toEqual(new Set(['key', 'position']));
});
