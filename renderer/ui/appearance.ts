import type { Locale, Preferences } from '../../shared/models/preferences';

/** What the operating system asks of every program. */
export type SystemLook = { readonly dark: boolean; readonly contrast: boolean };
export type Look = { readonly theme: 'light' | 'dark' | 'contrast'; readonly scheme: 'light' | 'dark' };

/** The look that a choice comes to. `contrast` is light or dark as the system is. */
export function resolveLook(choice: Preferences['theme'], system: SystemLook): Look {
  const scheme = system.dark ? 'dark' : 'light';
  if (choice === 'contrast' || (choice === 'system' && system.contrast)) return { theme: 'contrast', scheme };
  if (choice === 'system') return { theme: scheme, scheme };
  return { theme: choice, scheme: choice };
}

const QUERIES = { dark: '(prefers-color-scheme: dark)', contrast: '(prefers-contrast: more)', forced: '(forced-colors: active)' };

/** Asks the system now. Forced colours count as high contrast. */
export function readSystemLook(): SystemLook {
  const asked = (query: string) => window.matchMedia(query).matches;
  return { dark: asked(QUERIES.dark), contrast: asked(QUERIES.contrast) || asked(QUERIES.forced) };
}

export function watchSystemLook(listener: () => void): () => void {
  const lists = Object.values(QUERIES).map((query) => window.matchMedia(query));
  for (const list of lists) list.addEventListener('change', listener);
  return () => {
    for (const list of lists) list.removeEventListener('change', listener);
  };
}

export const directionOf = (locale: Locale): 'ltr' | 'rtl' => (locale === 'ar' ? 'rtl' : 'ltr');

/** Writes the look to <html>, where the style sheets read it. Call it before the first render too, so that nothing flashes. */
export function applyAppearance(preferences: Preferences, locale: Locale, system: SystemLook = readSystemLook()): Look {
  const look = resolveLook(preferences.theme, system);
  const { documentElement: html } = document;
  Object.assign(html.dataset, {
    theme: look.theme,
    scheme: look.scheme,
    density: preferences.density,
    motion: preferences.motion,
    mantineColorScheme: look.scheme,
  });
  html.lang = locale;
  html.dir = directionOf(locale);
  return look;
}
