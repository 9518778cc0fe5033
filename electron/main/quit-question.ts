import { dialog } from 'electron';
import type { ShellWords } from './shell-words';

export type QuitChoice = 'keep' | 'stop' | 'stay';
const CHOICES: readonly QuitChoice[] = ['keep', 'stop', 'stay'];

export type QuitQuestion = { readonly about: 'runs' } | { readonly about: 'services'; readonly services: readonly string[] };

/** What becomes of runs that train, or of services, when the app is to be left. It stands alone: there may be no window any more. */
export async function askAtQuit(words: ShellWords, question: QuitQuestion): Promise<QuitChoice> {
  const { about } = question;
  const detail = about === 'runs' ? words['dialog.runs.text'] : words['dialog.services.text'].replace('{services}', question.services.join(', '));
  const { response } = await dialog.showMessageBox({
    type: 'question',
    message: words[`dialog.${about}.title` as const],
    detail,
    buttons: CHOICES.map((choice) => words[`dialog.${about}.${choice}` as const]),
    defaultId: CHOICES.indexOf('keep'),
    cancelId: CHOICES.indexOf('stay'),
  });
  return CHOICES[response] ?? 'stay';
}

/** They were to stop, and nobody knows whether they did: the last word before the app is gone. */
export async function tellRunsUnknown(words: ShellWords): Promise<void> {
  await dialog.showMessageBox({ type: 'warning', message: words['dialog.runs-unknown.title'], detail: words['dialog.runs-unknown.text'] });
}
