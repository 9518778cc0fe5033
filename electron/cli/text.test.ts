import { expect, test } from 'vitest';
import { localeOf } from './text';

test.each<[Readonly<Record<string, string>>, string]>([
  [{ LANG: 'ar_EG.UTF-8' }, 'ar'],
  [{ LANG: 'ar' }, 'ar'],
  [{ LANG: 'ar.UTF-8@latin' }, 'ar'],
  [{ LANG: 'arn_CL.UTF-8' }, 'en'],
  [{ LANG: 'de_DE.UTF-8' }, 'en'],
  [{ LC_ALL: 'C.UTF-8', LANG: 'ar_EG.UTF-8' }, 'en'],
  [{ LC_ALL: '', LC_MESSAGES: 'ar_EG', LANG: 'en_GB' }, 'ar'],
  [{}, 'en'],
])('%o speaks %s', (variables, locale) => {
  expect(localeOf(variables)).toBe(locale);
});
