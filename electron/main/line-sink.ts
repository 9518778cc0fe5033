/** Longer lines are cut: a log is read by people, and a process that floods must not fill memory with one line. */
export const LINE_MAX = 16_384;

/** Takes a stream in pieces and gives whole lines on. */
export interface LineSink {
  push(chunk: string): void;
  /** Gives on what has no end yet. */
  end(): void;
}

export function createLineSink(onLine: (line: string) => void): LineSink {
  let pending = '';
  /** The rest of a line that was cut is dropped until its end. */
  let dropping = false;
  const emit = (line: string) => {
    if (line !== '' && !dropping) onLine(line.length > LINE_MAX ? `${line.slice(0, LINE_MAX)}… [cut]` : line);
    dropping = false;
  };
  return {
    push(chunk) {
      const lines = (pending + chunk).split(/\r?\n/);
      pending = lines.pop() ?? '';
      for (const line of lines) emit(line);
      if (pending.length > LINE_MAX) {
        emit(pending);
        pending = '';
        dropping = true;
      }
    },
    end() {
      emit(pending);
      pending = '';
    },
  };
}
