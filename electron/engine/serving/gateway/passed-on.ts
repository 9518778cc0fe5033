import type { IncomingHttpHeaders } from 'node:http';

/** Headers of a caller that go on to a server of the user's, so that what it does is seen as a part of what the caller does. */
export type PassedOn = Readonly<Record<string, string>>;

/** https://www.w3.org/TR/trace-context/: a later version may say more behind a dash. */
const TRACEPARENT = /^(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(?:-[\x21-\x7e]*)?$/;
const LENGTH_MAX = 8_192;

/** Undefined: there is nothing to pass on. What is no trace goes no further, and nothing that belongs to it. */
export function passedOn({ traceparent, tracestate, baggage }: IncomingHttpHeaders): PassedOn | undefined {
  if (traceparent === undefined && baggage === undefined) return undefined;
  const headers: Record<string, string> = {};
  const keep = (name: string, value: unknown) => {
    if (typeof value === 'string' && value !== '' && value.length <= LENGTH_MAX) headers[name] = value;
  };
  if (typeof traceparent === 'string' && TRACEPARENT.test(traceparent)) {
    keep('traceparent', traceparent);
    keep('tracestate', tracestate);
  }
  keep('baggage', baggage);
  return headers;
}
