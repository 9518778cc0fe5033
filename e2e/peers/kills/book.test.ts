import { expect, test } from 'vitest';
import { Book } from './book';

test('what is missing, invented, altered or there twice is told; what was asked and not acknowledged may be there or not, and from then on it is settled', () => {
  const book = new Book();
  book.ask('run a', '');
  book.acknowledge('run a', '');
  book.ask('alias champion', '1');
  book.acknowledge('alias champion', '1');
  book.ask('alias champion', '2');
  book.ask('run b', '');
  book.ask('run c', '');
  expect(book.compare([['alias champion', '3']])).toEqual(['altered: alias champion = 3, asked 1 or 2', 'missing: run a']);
  const found: [string, string][] = [
    ['run a', ''],
    ['run b', ''],
    ['alias champion', '2'],
  ];
  expect(book.compare(found)).toEqual([]);
  book.adopt(found, () => false);
  expect(book.compare([...found, ['run a', ''], ['run c', '']])).toEqual(['twice: run a', 'invented: run c = ']);
  expect(
    book.compare([
      ['run a', ''],
      ['alias champion', '1'],
    ]),
  ).toEqual(['altered: alias champion = 1, asked 2', 'missing: run b']);
});
