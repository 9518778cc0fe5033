import type { Failure } from '../../shared/models/failure';

/** A failure as plain text to paste into a ticket: English codes, one fact a line, then what was said word for word. */
export function failureReport({ code, retry, connection, detail }: Failure, facts: Readonly<Record<string, string>> = {}): string {
  const lines = Object.entries({ failure: code, reason: detail.reason, retry, connection, ...detail.values, ...facts })
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}: ${value}`);
  return [...lines, ...(detail.text === undefined ? [] : ['', detail.text])].join('\n');
}
