import { expect, it } from 'vitest';
import { CHANGE_NOTE, pointer, readNote, roomForNote, withNote } from './change-note';
import type { Write } from './write';

const write: Write = {
  resource: { group: 'apps', version: 'v1', resource: 'deployments' },
  subresource: '',
  namespace: 'n',
  name: 'a',
  patch: 'json',
  body: [],
};
const note = { who: 'ada', reason: 'because', at: Date.parse('2026-03-01T10:00:00.000Z'), plan: 'p' };

const annotation = (from: Write): unknown => (Array.isArray(from.body) ? from.body.map((op: { value?: unknown }) => op.value)[0] : undefined);

it('goes into a JSON Patch of the object itself, and comes back', () => {
  const noted = withNote(write, note);
  expect(noted.body).toMatchObject([{ op: 'add', path: '/metadata/annotations/pilothouse.dev~1change' }]);
  expect(readNote({ [CHANGE_NOTE]: annotation(noted) })).toEqual({ who: 'ada', why: 'because', at: note.at });
  for (const other of [
    { ...write, subresource: 'status' as const },
    { ...write, patch: 'merge' as const, body: {} },
  ])
    expect(withNote(other, note)).toBe(other);
});

it('stays small whatever somebody wrote', () => {
  const long = annotation(withNote(write, { ...note, who: 'w'.repeat(9_000), reason: '"'.repeat(9_000) }));
  expect(String(long).length).toBeLessThan(3_000);
  expect(readNote({ [CHANGE_NOTE]: long })?.why).toHaveLength(1_000);
});

it('takes no one else’s annotation for a note', () => {
  const strange = ['', '{', '{}', 'null', '[]', '{"who":1}', 'x'.repeat(99_999), 7, null, '{"who":"a","why":"b","at":"yesterday","plan":"p"}'];
  expect(strange.map((text) => readNote({ [CHANGE_NOTE]: text }))).toEqual(strange.map(() => null));
});

it('makes room where there are no annotations', () => {
  expect(roomForNote({ metadata: {} }).map(({ op }) => op)).toEqual(['test', 'add']);
  expect(roomForNote({ metadata: { annotations: { a: 'b' } } })).toEqual([]);
});

it('writes names with slashes and tildes as one part of a pointer', () => {
  expect(pointer('a/b', 'c~d')).toBe('/a~1b/c~0d');
});
