import { createIntl } from 'react-intl';
import { expect, test } from 'vitest';
import { type Effect, EFFECT_IDS } from '../../../shared/models/action';
import { words } from '../../../shared/words/all-words';
import { sayWith } from '../../ui/use-words';
import { armsOf, effectText, numberOf, weightsOf } from './effect-text';

const intl = createIntl({ locale: 'en', messages: words.en });
const say = sayWith(intl);
const text = (id: Effect['id'], values: Record<string, string>) => effectText(say, intl, { id, values });

test('an effect is a sentence with its numbers', () => {
  expect(text('moves-to-step', { from: '2', to: '3', total: '5' })).toBe('Goes from step 2 to step 3 of 5.');
  expect(text('sets-weight', { from: '20', to: '50' })).toBe('Traffic of the candidate: 20% → 50%.');
  expect(text('skips-steps', { count: '1' })).toBe('Skips 1 step.');
});

test('a number that was not told is not taken for zero', () => {
  expect(text('skips-steps', {})).toContain('not known');
  expect(text('sets-weight', { to: '50' })).toBe('Traffic of the candidate: not known → 50%.');
  expect([numberOf(''), numberOf('x'), numberOf(undefined), numberOf('12')]).toEqual([null, null, null, 12]);
});

test('every effect has a sentence, whatever its values are', () => {
  const sentences = EFFECT_IDS.map((id) => text(id, { from: '1', to: '2', total: '3', count: '4', images: 'a:1', number: '7', name: 'web' }));
  expect(sentences.filter((sentence) => sentence.startsWith('actions.') || sentence.includes('{'))).toEqual([]);
});

test('the share before and after is read from what sets it', () => {
  expect(weightsOf([{ id: 'pauses', values: {} }])).toBeNull();
  expect(weightsOf([{ id: 'sets-weight', values: { from: '20', to: '50' } }])).toEqual({ from: 0.2, to: 0.5 });
  expect(weightsOf([{ id: 'sets-weight', values: { to: '50' } }])).toEqual({ from: null, to: 0.5 });
  expect(weightsOf([{ id: 'traffic-to-candidate', values: {} }])).toEqual({ from: null, to: 1 });
  expect(weightsOf([{ id: 'traffic-to-stable', values: {} }])).toEqual({ from: null, to: 0 });
});

test('an abort goes back: what it leaves is the candidate, and what it comes to is stable', () => {
  const [one, two] = [1, 2].map((number) => ({ key: `hash-${number}`, number, images: [], modelUri: null }));
  if (!one || !two) throw new Error('two revisions');
  expect(armsOf({ from: one, to: two }, 'hash-1')).toEqual({ stable: one, candidate: two });
  expect(armsOf({ from: two, to: one }, 'hash-1')).toEqual({ stable: one, candidate: two });
  expect(armsOf({ from: one, to: null }, null)).toEqual({ stable: one, candidate: null });
});
