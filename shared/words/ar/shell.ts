import type { shellEn } from '../en/shell';

export const shellAr = {
  'shell.name': 'Pilothouse',
} satisfies Record<keyof typeof shellEn, string>;
