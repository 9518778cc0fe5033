import { nativeTheme } from 'electron';
import { DEFAULT_PREFERENCES, Preferences } from '../../shared/models/preferences';
import { readJsonFile, writeFileAtomically } from './json-file';
import type { Log } from './logs';

export type PreferencesPatch = { readonly [K in keyof Preferences]?: Preferences[K] | undefined };

/** How the window looks and speaks, kept in a file of its own. */
export interface PreferencesStore {
  current(): Preferences;
  /** Takes effect at once. @throws when it cannot be kept for the next start. */
  update(patch: PreferencesPatch): void;
  onChange(listener: (preferences: Preferences) => void): void;
}

export function openPreferences(path: string, log: Log): PreferencesStore {
  const read = readJsonFile(path, Preferences);
  if (read.state === 'broken') log.error('the preferences were unreadable; they begin anew', { why: read.why, setAside: read.setAside });
  let preferences = read.state === 'read' ? read.value : DEFAULT_PREFERENCES;
  const listeners: ((preferences: Preferences) => void)[] = [];
  const apply = () => {
    // High contrast is drawn in both schemes, by what the system says.
    nativeTheme.themeSource = preferences.theme === 'contrast' ? 'system' : preferences.theme;
  };
  apply();
  return {
    current: () => preferences,
    update(patch) {
      const said = Object.entries(patch).filter(([, value]) => value !== undefined);
      preferences = Preferences.parse({ ...preferences, ...Object.fromEntries(said) });
      apply();
      for (const listener of listeners) listener(preferences);
      writeFileAtomically(path, JSON.stringify(preferences, null, 2));
    },
    onChange: (listener) => void listeners.push(listener),
  };
}

/** The colour of the window before the page has drawn: the page's own, so that nothing flashes. */
export function backgroundOf({ theme }: Preferences): string {
  if (theme === 'contrast') return nativeTheme.shouldUseDarkColors ? '#000000' : '#ffffff';
  return nativeTheme.shouldUseDarkColors ? '#0e1116' : '#f6f7f9';
}
