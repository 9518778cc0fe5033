import { setImmediate as turn } from 'node:timers/promises';
import type { RunLogLine } from '../../../../shared/models/run';
import { readRecord } from './log-record';
import { readWhole, segmentsOf } from './log-segments';

/** What one answer may hold, whatever number of lines was asked for. */
export const ANSWER_MAX_BYTES = 1024 * 1024;
const NEW_LINE = 10;

/** Newest lines first, with their numbers, from the last one before `before` on. Reads no more than it is asked for. */
function* backwards(folder: string, before: number): Generator<{ readonly n: number; readonly record: string } | null> {
  for (const segment of segmentsOf(folder).toReversed()) {
    if (segment.first >= before) continue;
    const whole = readWhole(segment);
    if (!whole) continue;
    const { bytes, mark } = whole;
    let n = mark.next;
    for (let end = bytes.length - 1; end >= 0; ) {
      const start = end === 0 ? 0 : bytes.lastIndexOf(NEW_LINE, end - 1) + 1;
      const isMark = bytes[start] === 0x3d; // `=`
      if (!isMark) n -= 1;
      if (!isMark && n < before) yield { n, record: bytes.toString('utf8', start, end) };
      end = start - 1;
    }
    yield null; // a segment is done: a good moment to let others have a turn
  }
}

/** The number of the last line that was ever kept; 0 where there is none. */
export function lastLine(folder: string): number {
  const last = segmentsOf(folder).at(-1);
  return last ? (readWhole(last)?.mark.next ?? last.first) - 1 : 0;
}

/** The last lines, oldest first: `count` of them, or as many as fit into one answer. */
export function readTail(folder: string, count: number, before = Number.POSITIVE_INFINITY): RunLogLine[] {
  const lines: RunLogLine[] = [];
  let bytes = 0;
  for (const found of backwards(folder, before)) {
    const line = found && readRecord(found.record);
    if (!found || !line) continue;
    bytes += found.record.length;
    if (lines.length >= count || bytes > ANSWER_MAX_BYTES) break;
    lines.push({ n: found.n, ...line });
  }
  return lines.toReversed();
}

/** Lines that hold a text, whatever its case, newest first. `more`: there may be others before the last of them. */
export async function searchLog(
  folder: string,
  text: string,
  before: number | null,
  limit: number,
  signal?: { readonly aborted: boolean },
): Promise<{ lines: RunLogLine[]; more: boolean }> {
  const wanted = text.toLowerCase();
  const lines: RunLogLine[] = [];
  let bytes = 0;
  for (const found of backwards(folder, before ?? Number.POSITIVE_INFINITY)) {
    if (found === null) {
      await turn();
      if (signal?.aborted) break;
      continue;
    }
    if (!found.record.toLowerCase().includes(wanted)) continue;
    const line = readRecord(found.record);
    if (!line?.text.toLowerCase().includes(wanted)) continue;
    if (lines.length >= limit || bytes > ANSWER_MAX_BYTES) return { lines, more: true };
    bytes += found.record.length;
    lines.push({ n: found.n, ...line });
  }
  return { lines, more: false };
}
