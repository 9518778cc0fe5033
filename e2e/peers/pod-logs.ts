import { appendFileSync, existsSync, mkdirSync, renameSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Bed } from './bed';

export type LogPlace = { namespace: string; pod: string; container?: string };

/** What a container says, as a test would have it. The API server gives it to whoever asks, follows, or looks back. */
export interface PodLog {
  /** Further lines on standard output, told to followers at once. */
  append(...lines: readonly string[]): void;
  /** What was said until now becomes the log of the previous container. The pod's status is not changed by this. */
  startOver(): void;
}

/** The format of container runtimes: a time to the nanosecond, the stream, F for a full line. */
const entry = (line: string, at: Date) => `${at.toISOString().slice(0, -1)}000000Z stdout F ${line}\n`;

/** The log of one container; its file is made when something is first said or asked. */
export function podLog(bed: Bed, { namespace, pod, container = 'server' }: LogPlace): PodLog {
  const file = join(bed.dir, 'pod-logs', namespace, pod, `${container}.log`);
  return {
    append(...lines) {
      mkdirSync(dirname(file), { recursive: true });
      appendFileSync(file, lines.map((line) => entry(line, new Date())).join(''));
    },
    startOver() {
      if (existsSync(file)) renameSync(file, file.replace(/\.log$/, '.previous.log'));
    },
  };
}
