import { basename } from 'node:path';
import type { ToBackend } from '../../shared/api/to-backend';
import type { PickedFile, PickedFor, PlaceName } from '../../shared/api/shell';
import { failure } from '../../shared/models/failure';
import { createAsks } from './asks';
import { pickFile, pickPlace } from './dialogs';
import type { ShellWindow } from './shell-window';
import type { ShellWords } from './shell-words';

export type FilePickerOptions = { readonly send: (message: ToBackend) => void; readonly words: () => ShellWords };

/** Files for the backend: the user names them in the system's own dialog, and the page gets an id for each. */
export interface FilePicker {
  pick(what: PickedFor, from: ShellWindow): Promise<PickedFile>;
  /** Where a file is to be written, which may not be there yet. */
  place(name: PlaceName, from: ShellWindow): Promise<PickedFile>;
  /** The backend's answer. */
  picked(ask: number, file: string): void;
  /** The backend ended: nobody answers any more. */
  lost(): void;
}

export function createFilePicker({ send, words }: FilePickerOptions): FilePicker {
  const asks = createAsks<string | null>(null);
  const held = async (path: string | null, use: 'read' | 'write'): Promise<PickedFile> => {
    if (path === null) return null;
    const file = await asks.ask((ask) => send({ type: 'pick-file', ask, path, use }));
    return file === null ? { failure: failure('unreachable', { reason: 'backend-restarted' }) } : { file, name: basename(path) };
  };
  return {
    async pick(what, from) {
      const window = from.current();
      return held(window && (await pickFile(window, words(), what)), 'read');
    },
    async place(name, from) {
      const window = from.current();
      return held(window && (await pickPlace(window, words(), name)), 'write');
    },
    picked: asks.answered,
    lost: asks.lost,
  };
}
