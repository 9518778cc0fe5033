import { mkdirSync } from 'node:fs';
import { type App, test } from '../app';
import { newFolder } from '../new-folder';
import { stageWorkspace, type WorkspaceStage } from '../workspace-stage';
import { seedLook } from './promote-steps';
import { type Look, PICTURES, Walk } from './walk';
import { answerFolder } from './workspace-steps';

const ALL: readonly Look[] = [
  { name: 'light', preferences: { theme: 'light', locale: 'en' }, size: [1_280, 800] },
  { name: 'dark', preferences: { theme: 'dark', locale: 'en' }, size: [1_280, 800] },
  { name: 'arabic', preferences: { theme: 'light', locale: 'ar' }, size: [1_280, 800] },
  { name: 'narrow', preferences: { theme: 'light', locale: 'en' }, size: [1_024, 700] },
  { name: 'contrast', preferences: { theme: 'contrast', locale: 'en' }, size: [1_280, 800] },
];
/** Each look takes half a minute: the short form sees the one that most people use, and the one that turns everything round. */
const LOOKS = process.env['PILOTHOUSE_SOAK'] ? ALL : ALL.filter(({ name }) => name === 'dark' || name === 'arabic');

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
