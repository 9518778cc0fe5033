import { expect, test } from 'vitest';
import { aliasRequest } from './alias-request';

const model = { aliases: [{ alias: 'champion', version: 2 }] };
const asked = (alias: string, version: number | null) => {
  const { request, wrong } = aliasRequest(model, { alias, version });
  return request ?? wrong;
};

test('an alias is put on, moved and taken off; what would change nothing or names nothing says why', () => {
  expect(asked('champion', 3)).toEqual({ action: 'set-alias', alias: 'champion', version: 3 });
  expect(asked(' candidate ', 1)).toEqual({ action: 'set-alias', alias: 'candidate', version: 1 });
  expect(asked('champion', null)).toEqual({ action: 'set-alias', alias: 'champion', version: null });
  expect([asked('champion', 2), asked('candidate', null), asked('  ', 1)]).toEqual([
    'actions.set-alias.same',
    'actions.set-alias.nowhere',
    'actions.set-alias.alias.first',
  ]);
  for (const wrong of ['latest', 'V3', 'two words', 'a/b', 'مرشح', 'a'.repeat(256)]) expect(asked(wrong, 1)).toBe('actions.set-alias.alias.wrong');
});
