import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { isDriftReasonId } from '../../../../shared/models/drift-reasons';

const ROOM = join(import.meta.dirname, '..');
/** `reason('x'`, `fault('x'` and `{ id: 'x', values`: how the judge and what reads for it give a reason. */
const GIVEN = /(?:\b(?:reason|fault|whyAbsent)\(\s*|\bid: )'([a-z][a-z-]+)'(?:\)|,\s*(?:values|\{))/g;

test('every reason that is given anywhere has words', () => {
  const files = readdirSync(ROOM, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'));
  const given = files.flatMap((file) => [...readFileSync(join(ROOM, file), 'utf8').matchAll(GIVEN)].map(([, id]) => id ?? ''));
  expect(new Set(given).size).toBeGreaterThan(15);
  expect([...new Set(given)].filter((id) => !isDriftReasonId(id))).toEqual([]);
});
