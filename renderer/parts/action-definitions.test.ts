import { expect, test } from 'vitest';
import { actionLook } from './action-definitions';

test('a promotion is called by what it does: a step of a canary, the preview of a blue-green delivery', () => {
  expect(([null, 'canary', 'blue-green'] as const).map((strategy) => actionLook('promote', strategy).word)).toEqual([
    'actions.promote',
    'actions.promote',
    'actions.promote.preview',
  ]);
  expect(actionLook('promote', 'blue-green')).toMatchObject({ title: 'actions.promote.preview.title', does: 'actions.promote.preview.does', keys: 'P' });
  expect(actionLook('abort', 'blue-green')).toEqual(actionLook('abort'));
});
