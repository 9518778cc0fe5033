import { useSyncExternalStore } from 'react';
import { createStore } from 'zustand/vanilla';
import { type Locale, type Preferences, resolveLocale } from '../../shared/models/preferences';
import { bridge, onShellEvent } from './bridge';

const store = createStore<Preferences>(() => bridge.facts.preferences);
onShellEvent((event) => {
  if (event.type === 'preferences') store.setState(event.preferences, true);
});

/** How the window looks and speaks. The shell keeps it and tells every change. */
export const usePreferences = (): Preferences => useSyncExternalStore(store.subscribe, store.getState);

export const setPreferences = (patch: Partial<Preferences>): Promise<void> => bridge.setPreferences(patch);

/** The language to speak: the shell's answer, until the choice changes. */
export function localeOf({ locale }: Preferences): Locale {
  const { facts } = bridge;
  return locale === facts.preferences.locale ? facts.locale : resolveLocale(locale, navigator.language);
}
