import { app, clipboard, shell } from 'electron';
import type { ShellCommand, ShellFacts } from '../../shared/api/shell';
import type { BackendProcess } from './backend-process';
import { diagnosticsOf } from './diagnostics';
import { pickKubeconfig } from './dialogs';
import type { Logs } from './logs';
import type { WorkspaceOpener } from './open-workspace';
import type { ShellWindow } from './shell-window';
import type { ShellWords } from './shell-words';

/** Lines of each log that go into a report. */
const REPORT_LINES = 200;

export type CommandOptions = {
  readonly backend: () => BackendProcess | null;
  readonly opener: WorkspaceOpener;
  readonly logs: Logs;
  readonly words: () => ShellWords;
  readonly facts: () => ShellFacts;
};

/** The fixed things that the shell does for a window when its page or a menu names one. None takes anything from the page. */
export function createCommands({ backend, opener, logs, words, facts }: CommandOptions): (command: ShellCommand, from: ShellWindow) => Promise<void> {
  const commands: Record<ShellCommand, (from: ShellWindow) => Promise<void> | void> = {
    async 'open-logs'() {
      const failed = await shell.openPath(logs.folder);
      if (failed) logs.main.warn('the log folder did not open', { why: failed });
    },
    async 'add-kubeconfig'(from) {
      const parent = from.current();
      const path = parent && (await pickKubeconfig(parent, words()));
      if (path) backend()?.send({ type: 'add-kubeconfig', path });
    },
    'open-workspace': (from) => opener.fromMenu(from, 'folder'),
    'open-sample': (from) => opener.fromMenu(from, 'sample'),
    reload(from) {
      backend()?.retry();
      from.reload();
    },
    quit: () => app.quit(),
    'copy-diagnostics': () => clipboard.writeText(diagnosticsOf(facts(), logs.tail(REPORT_LINES))),
  };
  return async (command, from) => commands[command](from);
}
