import type { Run } from '../../../../shared/models/run';

const MESSAGE_MAX = 2_000;

/** What a failed run said last, and the language of its program as far as its name tells; null where nothing is known. */
export function lastWords({ exit, code }: Pick<Run, 'exit' | 'code'>): { message: string; language: string } | null {
  const message = (exit?.lastLines.findLast((line) => line.trim() !== '') ?? exit?.failure?.detail.text ?? '').slice(0, MESSAGE_MAX);
  if (message === '') return null;
  const program = code?.argv[0] ?? '';
  return { message, language: /python/i.test(program) ? 'PYTHON' : /node/i.test(program) ? 'JAVASCRIPT' : 'UNKNOWN' };
}
