import { expect, test } from 'vitest';
import { answerQuery, type Candidate } from './palette-entries';

const line = (group: Candidate['group'], text: string, more: Partial<Candidate> = {}): Candidate => ({ id: text, group, text, run: () => undefined, ...more });
const shown = (query: string, candidates: readonly Candidate[]) =>
  answerQuery(query, candidates).map(({ group, entries }) => [group, ...entries.map(({ text }) => text)]);

const all = [
  line('go', 'Settings', { keywords: 'preferences theme' }),
  line('window', 'Theme: dark'),
  line('deliveries', 'theme-ranker', { note: 'shop · ae-prod' }),
  line('go', 'Deliveries'),
];

test('nothing typed: everything, in its order', () => {
  expect(shown('', all)).toEqual([
    ['go', 'Settings', 'Deliveries'],
    ['deliveries', 'theme-ranker'],
    ['window', 'Theme: dark'],
  ]);
});

test('what is found by a word that is not shown comes after what shows it', () => {
  expect(shown('theme', all)).toEqual([
    ['window', 'Theme: dark'],
    ['deliveries', 'theme-ranker'],
    ['go', 'Settings'],
  ]);
});

test('a delivery is found by its name and its place together', () => {
  expect(shown('ranker ae-prod', all)).toEqual([['deliveries', 'theme-ranker']]);
});

test('no group grows beyond what can be taken in', () => {
  const many = Array.from({ length: 500 }, (_, index) => line('deliveries', `scorer-${index}`));
  expect(answerQuery('scorer', many)[0]?.entries.length).toBeLessThan(20);
});
