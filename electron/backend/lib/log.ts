type Fields = Readonly<Record<string, string | number | boolean | null | undefined>>;

/** Lines for people who look for a fault: never a secret, never a payload. */
export interface Log {
  info(message: string, fields?: Fields): void;
  warn(message: string, fields?: Fields): void;
  error(message: string, fields?: Fields): void;
}

/** One JSON object a line; the shell keeps them in a rotating file. */
export function createLog(write: (line: string) => void, now: () => number = Date.now): Log {
  const line = (level: string) => (message: string, fields?: Fields) =>
    write(`${JSON.stringify({ at: new Date(now()).toISOString(), level, message, ...fields })}\n`);
  return { info: line('info'), warn: line('warn'), error: line('error') };
}

export const SILENT: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };
