import { mkdirSync } from 'node:fs';
import { type App, test } from '../app';
import { newFolder } from '../new-folder';
import { stageWorkspace, type WorkspaceStage } from '../workspace-stage';
import { type Look, LOOKS } from './looks';
import { seedLook } from './promote-steps';
import { PICTURES, Walk } from './walk';
import { answerFolder } from './workspace-steps';

/** A walk with a staged workspace beside, which is opened on the way. */
export class WorkspaceWalk extends Walk {
  constructor(
    app: App,
    look: Look,
    readonly folder: string,
    readonly stage: WorkspaceStage,
  ) {
    super(app, look);
  }

  async open(): Promise<void> {
    await answerFolder(this.app, this.folder);
    await this.go('#/workspace');
    await this.press(this.say['workspace.open-folder']);
    await this.text(this.say['workspace.tracking']).waitFor();
  }
}

type Steps = Readonly<Record<string, (walk: WorkspaceWalk) => Promise<void>>>;

/** A test for each look, which takes the steps in their order. */
export function inEachLook(title: string, steps: Steps): void {
  for (const look of LOOKS) {
    test(`${title}: ${look.name}`, async ({ launch }) => {
      test.setTimeout(180_000);
      mkdirSync(PICTURES, { recursive: true });
      const folder = newFolder('flights');
      const stage = await stageWorkspace(folder);
      const app = await launch({ seed: seedLook(look.preferences) });
      await app.electron.evaluate(({ BrowserWindow }, [width, height]) => BrowserWindow.getAllWindows()[0]?.setContentSize(width, height), look.size);
      const walk = new WorkspaceWalk(app, look, folder, stage);
      for (const [name, step] of Object.entries(steps)) await test.step(name, () => step(walk));
      // What trains here must not outlive the test: the question of the system's dialog is answered with “stop”.
      await app.electron.evaluate(({ dialog }) => Object.assign(dialog, { showMessageBox: () => Promise.resolve({ response: 1 }) }));
      await app.quit();
    });
  }
}
