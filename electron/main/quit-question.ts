import { dialog } from 'electron';
import type { ShellWords } from './shell-words';

export type QuitChoice = 'keep' | 'stop' | 'stay';
const CHOICES: readonly QuitChoice[] = ['keep', 'stop', 'stay'];

/** What becomes of runs that train when the app is to be left. It stands alone: there may be no window any more. */
export async function askAboutRuns(words: ShellWords): Promise<QuitChoice> {
  const { response } = await dialog.showMessageBox({
    type: 'question',
    message: words['dialog.runs.title'],
    detail: words['dialog.runs.text'],
    buttons: CHOICES.map((choice) => words[`dialog.runs.${choice}` as const]),
    defaultId: CHOICES.indexOf('keep'),
    cancelId: CHOICES.indexOf('stay'),
  });
  return CHOICES[response] ?? 'stay';
}

/** They were to stop, and nobody knows whether they did: the last word before the app is gone. */
export async function tellRunsUnknown(words: ShellWords): Promise<void> {
  await dialog.showMessageBox({ type: 'warning', message: words['dialog.runs-unknown.title'], detail: words['dialog.runs-unknown.text'] });
}
