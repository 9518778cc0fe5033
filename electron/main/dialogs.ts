import { rename, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { app, type BrowserWindow, dialog } from 'electron';
import type { PickedFor, PlaceName, SavePicture, SaveResult, SaveText } from '../../shared/api/shell';
import { failure } from '../../shared/models/failure';
import type { ShellWords } from './shell-words';

/** @returns the path that the user picked, or null. */
export async function pickKubeconfig(window: BrowserWindow, words: ShellWords): Promise<string | null> {
  const { filePaths } = await dialog.showOpenDialog(window, {
    title: words['dialog.kubeconfig.title'],
    buttonLabel: words['dialog.kubeconfig.add'],
    defaultPath: join(app.getPath('home'), '.kube'),
    properties: ['openFile', 'showHiddenFiles', 'dontAddToRecent'],
  });
  return filePaths[0] ?? null;
}

/** @returns the folder that the user picked, or null. */
export async function pickFolder(window: BrowserWindow, words: ShellWords): Promise<string | null> {
  const { filePaths } = await dialog.showOpenDialog(window, {
    title: words['dialog.workspace.title'],
    buttonLabel: words['dialog.workspace.open'],
    properties: ['openDirectory', 'createDirectory', 'dontAddToRecent'],
  });
  return filePaths[0] ?? null;
}

/** @returns the path of the file that the user picked for this, or null. */
export async function pickFile(window: BrowserWindow, words: ShellWords, what: PickedFor): Promise<string | null> {
  const { filePaths } = await dialog.showOpenDialog(window, {
    title: words[`dialog.${what}.title`],
    buttonLabel: words[`dialog.${what}.do`],
    properties: ['openFile', 'dontAddToRecent'],
  });
  return filePaths[0] ?? null;
}

/** Writes a text where the user wants it: whole, or not at all. */
export const saveText = (window: BrowserWindow, words: ShellWords, { name, text }: SaveText): Promise<SaveResult> => saveFile(window, words, name, text);

/** Writes a picture, likewise. */
export const savePicture = (window: BrowserWindow, words: ShellWords, { name, png }: SavePicture): Promise<SaveResult> => saveFile(window, words, name, png);

/** @returns the path where the user wants a file, or null. */
export async function pickPlace(window: BrowserWindow, words: ShellWords, { name }: PlaceName): Promise<string | null> {
  const { filePath } = await dialog.showSaveDialog(window, { title: words['dialog.save.title'], defaultPath: join(app.getPath('documents'), name) });
  return filePath || null;
}

async function saveFile(window: BrowserWindow, words: ShellWords, name: string, content: string | Uint8Array): Promise<SaveResult> {
  const filePath = await pickPlace(window, words, { name });
  if (filePath === null) return { saved: false };
  const draft = `${filePath}.${process.pid}.tmp`;
  try {
    await writeFile(draft, content);
    await rename(draft, filePath);
    return { saved: true };
  } catch (error) {
    await rm(draft, { force: true }).catch(() => undefined);
    const full = error instanceof Error && 'code' in error && error.code === 'ENOSPC';
    return { failure: failure('local', { ...(full && { reason: 'disk-full' as const }), text: String(error), values: { file: basename(filePath) } }) };
  }
}
