import type { Feed, Stop } from '../../../shared/api/verb';
import type { RunLogLine } from '../../../shared/models/run';
import { ANSWER_MAX_BYTES, lastLine, readTail } from '../lib/logs/log-reader';

const GATHER_MS = 100;
type LogEvent = { lines: RunLogLine[]; gap: boolean; ended: boolean; total: number };

/** Where new lines of logs are told. */
export class LogBoard {
  readonly #readers = new Map<string, Set<(lines: readonly RunLogLine[] | 'ended') => void>>();

  tell(run: string, lines: readonly RunLogLine[] | 'ended'): void {
    for (const reader of this.#readers.get(run) ?? []) reader(lines);
  }

  listen(run: string, reader: (lines: readonly RunLogLine[] | 'ended') => void): Stop {
    const readers = this.#readers.get(run) ?? new Set();
    this.#readers.set(run, readers.add(reader));
    return () => {
      readers.delete(reader);
      if (readers.size === 0 && this.#readers.get(run) === readers) this.#readers.delete(run);
    };
  }
}

/** The end of a log, and then what is added to it. What a slow reader misses beyond `tail` lines is a gap. */
export function watchLog(folder: string, run: string, tail: number, feed: Feed<LogEvent>, board: LogBoard, isActive: () => boolean): Stop {
  let waiting: RunLogLine[] = [];
  let gap = false;
  let ended = false;
  let timer: NodeJS.Timeout | undefined;
  let total = lastLine(folder);
  const push = () => {
    timer = undefined;
    if (feed.congested) return; // `onDrain` comes back to it
    const { lines, left } = fitting(waiting, tail);
    const event = { lines, gap: gap || left, ended, total };
    waiting = [];
    gap = false;
    feed.push(event);
  };
  const soon = () => void (timer ??= setTimeout(push, GATHER_MS));
  feed.onDrain(() => {
    if (waiting.length > 0 || ended) soon();
  });
  const stop = board.listen(run, (news) => {
    if (news === 'ended') ended = true;
    else {
      waiting.push(...news.slice(-tail));
      gap ||= news.length > tail || waiting.length > tail;
      if (waiting.length > tail) waiting = waiting.slice(-tail);
      total = news.at(-1)?.n ?? total;
    }
    soon();
  });
  ended = !isActive();
  const lines = readTail(folder, tail);
  feed.push({ lines, gap: false, ended, total });
  return () => {
    clearTimeout(timer);
    stop();
  };
}

/** The newest lines that fit into one message. */
function fitting(lines: readonly RunLogLine[], tail: number): { lines: RunLogLine[]; left: boolean } {
  let bytes = 0;
  let from = lines.length;
  while (from > 0 && lines.length - from < tail && bytes <= ANSWER_MAX_BYTES) {
    from -= 1;
    bytes += lines[from]?.text.length ?? 0;
  }
  return { lines: lines.slice(from), left: from > 0 };
}
