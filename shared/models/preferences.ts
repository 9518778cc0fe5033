import { z } from 'zod';

export const THEMES = ['system', 'light', 'dark', 'contrast'] as const;
export const LOCALES = ['en', 'ar'] as const;
export type Locale = (typeof LOCALES)[number];

/** How the window looks and speaks. Kept by the shell, because it needs them before there is a page. */
export const Preferences = z.object({
  theme: z.enum(THEMES),
  locale: z.enum(['system', ...LOCALES]),
  density: z.enum(['compact', 'comfortable']),
  /** `reduce` stops animation even where the system does not ask for it. */
  motion: z.enum(['system', 'reduce']),
});
export type Preferences = z.infer<typeof Preferences>;
export const DEFAULT_PREFERENCES: Preferences = { theme: 'system', locale: 'system', density: 'compact', motion: 'system' };

/** The language that speaks: the one chosen, or the system's where we speak it, or English. */
export function resolveLocale(choice: Preferences['locale'], system: string): Locale {
  if (choice !== 'system') return choice;
  const language = system.toLowerCase().split(/[-_]/)[0];
  return LOCALES.find((locale) => locale === language) ?? 'en';
}
