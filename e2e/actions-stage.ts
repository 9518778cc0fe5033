import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import { type ActionsUnderTest, type Around, startActions } from './actions-under-test';
import { type Scripted, scriptedHere } from './peers/scripted-connector';
import { ScriptedPlace } from './peers/scripted-place';

/** What a test of actions stands on. */
export type ActionsStage = {
  place: ScriptedPlace;
  far: Scripted;
  /** An app on it, live. */
  readonly start: (around?: Around) => Promise<ActionsUnderTest>;
};

/** Before each test of the file another place, with nobody on it yet; after each, every app that was started ends. */
export function actionsStage(): ActionsStage {
  const started: ActionsUnderTest[] = [];
  let folder = '';
  const place = new ScriptedPlace();
  const stage = {
    place,
    far: scriptedHere(place),
    async start(around: Around = {}) {
      const app = await startActions(folder, stage.far, around);
      started.push(app);
      await app.live();
      return app;
    },
  };
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'actions-'));
    stage.place = new ScriptedPlace();
    stage.far = scriptedHere(stage.place);
  });
  afterEach(() => {
    for (const app of started.splice(0)) app.close();
    rmSync(folder, { recursive: true, force: true });
  });
  return stage;
}
