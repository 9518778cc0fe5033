import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import type { EntityKey } from '../../../shared/models/entity';
import { SILENT } from '../lib/log';
import { openDatabase } from './database';
import { EverStable } from './ever-stable';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'ever-stable-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const ranker: EntityKey = { connection: 'lab', kind: 'delivery', id: 'argo-rollouts/shop/ranker' };

function open() {
  let time = 0;
  const { database } = openDatabase(folder, SILENT);
  const stable = new EverStable(database, SILENT, () => (time += 1));
  return { database, stable };
}

test('a revision that was stable once is so for ever, also after a restart and before it is written', () => {
  const first = open();
  first.stable.note(ranker, 'one');
  expect([first.stable.wasStable(ranker, 'one'), first.stable.wasStable(ranker, 'two')]).toEqual([true, false]);
  first.stable.note(ranker, 'two');
  first.stable.writeAll();
  first.database.close();
  const { stable, database } = open();
  expect(['one', 'two', 'three'].map((key) => stable.wasStable(ranker, key))).toEqual([true, true, false]);
  expect(stable.wasStable({ ...ranker, connection: 'prod' }, 'one')).toBe(false);
  database.close();
});

test('of one entity the newest fifty are kept, and of removed connections none', () => {
  const { stable, database } = open();
  for (let i = 0; i < 60; i++) stable.note(ranker, `r${i}`);
  stable.note({ ...ranker, connection: 'gone' }, 'r1');
  stable.writeAll();
  expect(['r0', 'r9', 'r10', 'r59'].map((key) => stable.wasStable(ranker, key))).toEqual([false, false, true, true]);
  stable.keepOnly(['lab']);
  expect([stable.wasStable({ ...ranker, connection: 'gone' }, 'r1'), stable.wasStable(ranker, 'r59')]).toEqual([false, true]);
  database.close();
});

test('what a full disk refused is still known, and written once there is room', () => {
  const { stable, database } = open();
  const { page_count: pages } = z.object({ page_count: z.number() }).parse(database.prepare('PRAGMA page_count').get());
  database.pragma(`max_page_count = ${pages}`);
  for (let i = 0; i < 40; i++) stable.note({ ...ranker, id: `e${i}` }, 'x'.repeat(500));
  stable.writeAll();
  expect(stable.wasStable({ ...ranker, id: 'e3' }, 'x'.repeat(500))).toBe(true);
  database.pragma('max_page_count = 1000000');
  stable.writeAll();
  database.close();
  const again = open();
  expect(again.stable.wasStable({ ...ranker, id: 'e39' }, 'x'.repeat(500))).toBe(true);
  again.database.close();
});
