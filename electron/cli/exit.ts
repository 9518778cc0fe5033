/** Exit codes, for scripts and pipelines. */
export const EXIT = { done: 0, failed: 1, uncertain: 2, badInput: 3 } as const;
export type Exit = (typeof EXIT)[keyof typeof EXIT];

/** What was typed cannot be carried out as it stands; nothing was sent. */
export class BadInput extends Error {
  override readonly name = 'BadInput';
}
