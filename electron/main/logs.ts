import { join } from 'node:path';
import { createLineRedactor, redact } from '../../shared/lib/redact';
import { createLineSink, type LineSink } from './line-sink';
import { openRotatingFile, type RotatingFile } from './rotating-file';

const LIMITS = { maxBytes: 2_000_000, files: 5 } as const;

export type LogFields = Readonly<Record<string, string | number | boolean | null | undefined>>;

/** Lines for people who look for a fault. Secrets are taken out of every line, whoever wrote it. */
export interface Log {
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
}

export interface Logs {
  readonly folder: string;
  readonly main: Log;
  /** Warnings and errors of the page's console. */
  readonly page: Log;
  /** What a process of ours writes: a new sink for each life of it. */
  backend(): LineSink;
  /** The last lines of all logs, for a report of a fault. */
  tail(lines: number): string;
  close(): void;
}

export function openLogs(folder: string): Logs {
  const files = { main: open('main'), backend: open('backend'), page: open('page') };
  function open(name: string): RotatingFile {
    return openRotatingFile(join(folder, `${name}.log`), LIMITS);
  }
  return {
    folder,
    main: createLog(files.main),
    page: createLog(files.page),
    backend() {
      const redactLine = createLineRedactor();
      return createLineSink((line) => {
        const clean = redactLine(line);
        if (clean !== null) files.backend.append(`${clean}\n`);
      });
    },
    tail: (lines) =>
      Object.entries(files)
        .map(([name, file]) => [`--- ${name}.log`, ...file.tail(lines)].join('\n'))
        .join('\n'),
    close() {
      for (const file of Object.values(files)) file.close();
    },
  };
}

function createLog(file: RotatingFile): Log {
  const write = (level: string) => (message: string, fields?: LogFields) =>
    file.append(`${redact(JSON.stringify({ at: new Date().toISOString(), level, message, ...fields }))}\n`);
  return { info: write('info'), warn: write('warn'), error: write('error') };
}
