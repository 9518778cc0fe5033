import type { Failure } from '../../shared/models/failure';

/** Exit codes, for scripts and pipelines. */
export const EXIT = { done: 0, failed: 1, uncertain: 2, badInput: 3, stopped: 130 } as const;
export type Exit = (typeof EXIT)[keyof typeof EXIT];

/** What is wrong with a file that was named rightly: data that is spoilt or quarantined, a project that cannot be read. */
const IN_A_FILE = /^(data-(?!format-unknown)|project-|command-)/;

export function exitOf({ code, detail }: Failure): Exit {
  if (code === 'uncertain') return EXIT.uncertain;
  return code === 'invalid' && !IN_A_FILE.test(detail.reason ?? '') ? EXIT.badInput : EXIT.failed;
}

/** What was typed cannot be carried out as it stands; nothing was sent. */
export class BadInput extends Error {
  override readonly name = 'BadInput';
}
