import { type BrowserWindow, dialog } from 'electron';
import type { ToBackend } from '../../shared/api/to-backend';
import type { PickResult } from '../../shared/api/shell';
import { type Failure, failure } from '../../shared/models/failure';
import type { Locale } from '../../shared/models/preferences';
import { createAsks } from './asks';
import { pickFolder } from './dialogs';
import type { ShellWindow } from './shell-window';
import type { ShellWords } from './shell-words';

export type OpenWorkspaceOptions = {
  readonly send: (message: ToBackend) => void;
  readonly words: () => ShellWords;
  readonly locale: () => Locale;
};

/** Opens folders as workspaces: the user names them in the system's own dialog, the backend opens them. */
export interface WorkspaceOpener {
  /** For a page, which says itself what went wrong. */
  pick(from: ShellWindow): Promise<PickResult>;
  /** For a menu: what went wrong is said in a box. */
  fromMenu(from: ShellWindow, what: 'folder' | 'sample'): Promise<void>;
  /** The backend's answer. */
  opened(ask: number, failure: Failure | null): void;
  /** The backend ended: nobody answers any more. */
  lost(): void;
}

export function createWorkspaceOpener({ send, words, locale }: OpenWorkspaceOptions): WorkspaceOpener {
  const asks = createAsks<Failure | null>(failure('unreachable', { reason: 'backend-restarted' }));
  const open = (path: string | null) => asks.ask((ask) => send({ type: 'open-workspace', ask, path }));
  const pick = async (from: ShellWindow): Promise<PickResult> => {
    const window = from.current();
    const path = window && (await pickFolder(window, words()));
    return path === null ? { picked: false, failure: null } : { picked: true, failure: await open(path) };
  };
  return {
    pick,
    async fromMenu(from, what) {
      const reason = what === 'sample' ? await open(null) : (await pick(from)).failure;
      const window = from.current();
      if (reason && window) await tell(window, words(), await sentence(reason, locale()));
    },
    opened: asks.answered,
    lost: asks.lost,
  };
}

const tell = (window: BrowserWindow, words: ShellWords, detail: string) =>
  dialog.showMessageBox(window, { type: 'error', message: words['dialog.workspace.failed'], detail });

/** In the words of the page, which are no part of the shell's start. */
async function sentence({ code, detail }: Failure, locale: Locale): Promise<string> {
  const texts = locale === 'ar' ? (await import('../../shared/words/ar/failure')).failureAr : (await import('../../shared/words/en/failure')).failureEn;
  const text = detail.reason ? texts[`failure.reason.${detail.reason}`] : texts[`failure.${code}`];
  const ours = Object.entries(detail.values ?? {}).reduce((all, [name, value]) => all.replaceAll(`{${name}}`, value), text);
  return detail.text ? `${ours}\n\n${detail.text}` : ours;
}
