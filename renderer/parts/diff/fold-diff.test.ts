import { expect, test } from 'vitest';
import { counterparts, firstLines, foldDiff, piecesOf } from './fold-diff';
import { diffLines } from './line-diff';

const YAML = ['kind: Rollout', 'spec:', '  replicas: 4', '  template:', '    spec:', '      nodes: 1', '      zone: a', '      keep: b', '      image: v1'];
const before = [...YAML, ...Array.from({ length: 10 }, (_, index) => `      tail${index}: 1`)].join('\n');
const parts = (open: readonly string[] = []) =>
  foldDiff(diffLines(before, before.replace('image: v1', 'image: v2')), new Set(open)).map((part) => [
    part.kind,
    part.lines.length,
    part.kind === 'lines' ? part.path.join('.') : part.id,
  ]);

test('what stayed far from a change is folded, and the change says where in the object it is', () => {
  expect(parts()).toEqual([
    ['fold', 5, '0'],
    ['lines', 8, 'spec.template.spec'],
    ['fold', 7, '13'],
  ]);
});

test('an opened fold shows its lines', () => {
  expect(parts(['13'])[2]).toEqual(['lines', 7, '']);
});

test('a line or two between changes are not folded', () => {
  const found = foldDiff(diffLines('a\nb\nc\nd\ne\nf\ng\nh\ni\nj', 'A\nb\nc\nd\ne\nf\ng\nh\ni\nJ'), new Set());
  expect(found.map(({ kind }) => kind)).toEqual(['lines', 'lines', 'lines']);
});

test('of a changed line the changed part stands out', () => {
  expect(piecesOf('image: ranker:v41', 'image: ranker:v42')).toEqual([
    { text: 'image: ranker:v4', changed: false },
    { text: '1', changed: true },
  ]);
  expect(piecesOf('  cpu: 1', '  cpu: 12')).toEqual([{ text: '  cpu: 1', changed: false }]);
  expect(piecesOf('  abc', '  xyz')).toEqual([{ text: '  abc', changed: false }]);
  expect(piecesOf('alone', null)).toEqual([{ text: 'alone', changed: false }]);
});

test('lines are counterparts where as many went as came', () => {
  const even = diffLines('a: 1\nb: 1', 'a: 2\nb: 2');
  const uneven = diffLines('a: 1', 'a: 2\nb: 2');
  expect([counterparts(even).size, counterparts(uneven).size]).toEqual([4, 0]);
});

test('a very long difference is drawn as far as there is room, and the rest is counted', () => {
  const all = foldDiff(diffLines('', Array.from({ length: 30 }, (_, index) => `${index}`).join('\n')), new Set());
  const { parts: shown, left } = firstLines(all, 12);
  expect([shown.flatMap(({ lines }) => lines).length, left]).toEqual([12, 18]);
});
