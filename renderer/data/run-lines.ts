import type { RunLogLine } from '../../shared/models/run';
import { LOG_LINES_MAX, plainLine } from './log-lines';

/** `gap`: lines may be missing before it. */
export type RunLine = RunLogLine & { readonly gap: boolean };

/** Adds lines at the end; those that are there already (the watch began anew) are not added twice. The oldest go where there are too many. */
export function withLines(before: readonly RunLine[], came: readonly RunLogLine[], gap: boolean): readonly RunLine[] {
  const last = before.at(-1)?.n ?? -1;
  const added = came.filter(({ n }) => n > last).map((line, index) => ({ ...line, text: plainLine(line.text), gap: gap && index === 0 }));
  return added.length === 0 ? before : [...before, ...added].slice(-LOG_LINES_MAX);
}
