import { join } from 'node:path';
import { app } from 'electron';
import type { ShellFacts } from '../../shared/api/shell';
import { type Locale, resolveLocale } from '../../shared/models/preferences';
import type { Log } from './logs';
import { openPreferences, type PreferencesStore } from './preferences';
import { shellWords, type ShellWords } from './shell-words';
import { openWindowMemory, type WindowMemory } from './window-memory';

/** What the shell keeps from start to start, and what follows from it. */
export interface ShellState {
  readonly preferences: PreferencesStore;
  readonly memory: WindowMemory;
  locale(): Locale;
  words(): ShellWords;
  /** What the page is told when it loads. */
  facts(): ShellFacts;
}

/** After the app is ready: the system's language is not known before. */
export function openShellState(userData: string, origin: string, log: Log): ShellState {
  const preferences = openPreferences(join(userData, 'preferences.json'), log);
  const { electron = '', chrome = '', node } = process.versions;
  const locale = () => resolveLocale(preferences.current().locale, app.getLocale());
  return {
    preferences,
    memory: openWindowMemory(join(userData, 'shell.json'), origin, log),
    locale,
    words: () => shellWords(locale()),
    facts: () => ({
      platform: process.platform === 'darwin' || process.platform === 'win32' ? process.platform : 'linux',
      development: !app.isPackaged,
      locale: locale(),
      preferences: preferences.current(),
      versions: { app: app.getVersion(), electron, chrome, node },
    }),
  };
}
