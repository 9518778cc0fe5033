import type { Marks } from '../../shared/api/shell';
import type { Log } from './logs';

/** Notes the moments of one start, and reports them once the page can be used. */
export interface StartMarks {
  mark(name: string): void;
  /** What the page noted. */
  add(fromPage: Marks): void;
}

export function createStartMarks(bench: boolean, log: () => Log | null): StartMarks {
  const now = () => performance.timeOrigin + performance.now();
  const marks = new Map([['mainEntry', now()]]);
  let reported = false;
  return {
    mark: (name) => void marks.set(name, now()),
    add(fromPage) {
      for (const [name, time] of Object.entries(fromPage)) marks.set(name, time);
      if (reported || !marks.has('interactive')) return;
      reported = true;
      const all = Object.fromEntries(marks);
      log()?.info('the window can be used', all);
      if (bench) process.stdout.write(`PILOTHOUSE_MARKS ${JSON.stringify(all)}\n`);
    },
  };
}
