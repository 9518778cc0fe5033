import { basename } from 'node:path';
import type { ToBackend } from '../../shared/api/backend-process';
import type { PickedFile, PickedFor } from '../../shared/api/shell';
import { failure } from '../../shared/models/failure';
import { createAsks } from './asks';
import { pickFile } from './dialogs';
import type { ShellWindow } from './shell-window';
import type { ShellWords } from './shell-words';

export type FilePickerOptions = { readonly send: (message: ToBackend) => void; readonly words: () => ShellWords };

/** Files for the backend: the user names them in the system's own dialog, and the page gets an id for each. */
export interface FilePicker {
  pick(what: PickedFor, from: ShellWindow): Promise<PickedFile>;
  /** The backend's answer. */
  picked(ask: number, file: string): void;
  /** The backend ended: nobody answers any more. */
  lost(): void;
}

export function createFilePicker({ send, words }: FilePickerOptions): FilePicker {
  const asks = createAsks<string | null>(null);
  return {
    async pick(what, from) {
      const window = from.current();
      const path = window && (await pickFile(window, words(), what));
      if (path === null) return null;
      const file = await asks.ask((ask) => send({ type: 'pick-file', ask, path }));
      return file === null ? { failure: failure('unreachable', { reason: 'backend-restarted' }) } : { file, name: basename(path) };
    },
    picked: asks.answered,
    lost: asks.lost,
  };
}
