import { expect } from '@playwright/test';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { serveStaged, stageLog, watchLog } from './live-drift-steps';
import { call, type Caller, kindsOf } from './service-steps';
import { inEachLook, type WorkspaceWalk } from './workspace-walk';

// What a service is asked now stands at the end of its monitor's course: the ring is there before the log has been written.

const NAME = 'what is asked';
const localeOf = ({ look }: WorkspaceWalk) => (look.preferences.locale === 'ar' ? 'ar' : 'en');
const line = ({ page }: WorkspaceWalk) => page.locator('[data-live-line]');
const ring = ({ page }: WorkspaceWalk) => page.locator('[data-live]');
const expectRows = (walk: WorkspaceWalk, count: number) => expect(line(walk)).toHaveAttribute('data-rows', String(count));
let caller: Caller;

async function served(walk: WorkspaceWalk): Promise<void> {
  caller = await serveStaged(walk.page, { folder: walk.folder, connection: walk.stage.connection }, localeOf(walk));
}

async function asked(walk: WorkspaceWalk): Promise<void> {
  await expectRows(walk, 0);
  await call(caller, 20);
  await expectRows(walk, 20);
  await expect(ring(walk)).toHaveAttribute('data-found', 'insufficient');
  await walk.picture('drift-live-few');
  await call(caller, 580);
  await expectRows(walk, 600);
  await expect(ring(walk)).toHaveAttribute('data-found', 'drifted');
  await expect(line(walk)).toContainText('p95');
  await walk.picture('drift-live');
}

/** Counting begins anew with another engine, and says so. */
async function lost(walk: WorkspaceWalk): Promise<void> {
  const said = await line(walk).textContent();
  const { pid } = z.object({ pid: z.number() }).parse(JSON.parse(readFileSync(join(walk.folder, '.pilothouse/engine.json'), 'utf8')));
  process.kill(pid, 'SIGKILL');
  await expectRows(walk, 0);
  expect(await line(walk).textContent()).not.toBe(said);
  await expect(async () => expect(kindsOf(await call(caller, 1))).toEqual(['200 of 1'])).toPass();
  await expect(line(walk)).not.toHaveAttribute('data-rows', '0');
}

inEachLook('what a service is asked now is at the end of its course of drift', {
  'a log of the days before is there': ({ folder }) => stageLog(folder),
  'a workspace is opened': (walk) => walk.open(),
  'its model is served': served,
  'a monitor of its log is made': (walk) => watchLog(walk.page, NAME, localeOf(walk)),
  'requests are counted as they are answered': asked,
  'counting begins anew with another engine': lost,
});
