import type { Locale } from '../models/preferences';
import { ar } from './arabic';
import { en, type Words } from './words';

/** Every language at once, for what starts no window: the command line and tests. */
export const words: Readonly<Record<Locale, Words>> = { en, ar };
