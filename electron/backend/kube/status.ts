import { z } from 'zod';
import { AppError, type Failure, type FailureDetail, failure } from '../../../shared/models/failure';

/** What the API server says instead of an answer (meta/v1 Status). */
export const Status = z.object({
  kind: z.literal('Status'),
  code: z.number().int().optional(),
  reason: z.string().optional(),
  message: z.string().optional(),
  details: z
    .object({
      name: z.string().optional(),
      group: z.string().optional(),
      kind: z.string().optional(),
      retryAfterSeconds: z.number().optional(),
      causes: z.array(z.object({ reason: z.string().optional(), message: z.string().optional(), field: z.string().optional() })).optional(),
    })
    .optional(),
});
export type Status = z.infer<typeof Status>;

export type Refusal = {
  readonly status: number;
  readonly contentType: string;
  readonly retryAfter: string | undefined;
  /** The body, as far as it was read. */
  readonly text: string;
};

const TEXT_MAX = 1_000;
/** Message of an authorizer: who may not do what. `User "viewer" cannot list resource "deployments" in API group "apps" …` */
const FORBIDDEN = /User "([^"]*)" cannot (\S+) (?:resource "([^"]*)"|path "([^"]*)")(?: in API group "([^"]*)")?(?:.* in the namespace "([^"]*)")?/;

/** Reads an answer that is none (any status but 2xx) as a failure. */
export function refusalFailure(refusal: Refusal): Failure {
  const status = parseStatus(refusal.text);
  if (status) return statusFailure({ ...status, code: refusal.status }, refusal.retryAfter);
  const { status: code, contentType } = refusal;
  const text = /html/i.test(contentType) ? titleOf(refusal.text) : refusal.text.slice(0, TEXT_MAX).trim();
  // Gateways before a server answer these in HTML; the API server itself writes some refusals as plain text.
  const plain = code === 401 || code === 429 || code >= 500 || (/^text\/plain/i.test(contentType) && (code === 404 || code === 403 || code === 400));
  if (!plain) return notKubernetes(contentType, text, String(code));
  return statusFailure({ kind: 'Status', code, message: text }, refusal.retryAfter);
}

export const notKubernetes = (contentType: string, text: string, status = '200'): Failure =>
  failure('unreachable', { reason: 'not-kubernetes', text: text.slice(0, TEXT_MAX), values: { status, contentType: contentType.slice(0, 100) } });

/** What a Status means, from an answer or from an ERROR event of a watch. */
export function statusFailure(status: Status, retryAfter?: string): Failure {
  const code = status.code ?? 0;
  const values: Record<string, string> = { status: String(code), ...(status.reason && { said: status.reason }) };
  const detail: FailureDetail = { ...(status.message && { text: status.message.slice(0, TEXT_MAX) }), values };
  const causes = status.details?.causes ?? [];
  if (code === 410 || status.reason === 'Expired' || status.reason === 'Gone' || causes.some(({ reason }) => reason === 'ResourceVersionTooLarge')) {
    return failure('stale', { ...detail, reason: 'history-gone' });
  }
  if (code === 429 || (status.details?.retryAfterSeconds !== undefined && code >= 500)) {
    const seconds = secondsOf(retryAfter) ?? status.details?.retryAfterSeconds;
    return failure('limited', { ...detail, reason: 'throttled', values: { ...values, ...(seconds !== undefined && { retryAfterSeconds: String(seconds) }) } });
  }
  switch (code) {
    case 401:
      return failure('unauthenticated', detail);
    case 403:
      return failure('forbidden', { ...detail, values: { ...values, ...whoAndWhat(status) } });
    case 404:
      return failure('not-found', detail);
    case 409:
      return failure('conflict', detail);
    case 405:
    case 406:
    case 415:
    case 501:
      return failure('unsupported', detail);
    default:
      return code >= 500 || code === 0 ? failure('unreachable', { ...detail, reason: 'server-error' }) : failure('invalid', detail);
  }
}

/** How long the server asked to be left alone. */
export function retryAfterMs(from: Failure): number {
  const seconds = Number(from.detail.values?.['retryAfterSeconds'] ?? 0);
  return Number.isFinite(seconds) ? Math.min(Math.max(seconds, 0), RETRY_AFTER_MAX_S) * 1000 : 0;
}
/** A server that asks for more is asked again after this. */
const RETRY_AFTER_MAX_S = 600;

export function parseStatus(text: string): Status | null {
  try {
    const parsed = Status.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

export const statusError = (status: Status): AppError => new AppError(statusFailure(status));

function whoAndWhat({ message = '', details }: Status): Record<string, string> {
  const [, user, verb, resource, path, group, namespace] = FORBIDDEN.exec(message) ?? [];
  const found = { user, verb, resource: resource ?? path ?? details?.kind, group: group ?? details?.group, namespace, name: details?.name };
  return Object.fromEntries(Object.entries(found).filter((entry): entry is [string, string] => entry[1] !== undefined));
}

/** Retry-After: seconds or a date (RFC 9110 §10.2.3). */
function secondsOf(header: string | undefined): number | undefined {
  if (header === undefined || header.trim() === '') return undefined;
  const seconds = Number(header);
  if (Number.isFinite(seconds)) return Math.max(0, seconds);
  const at = Date.parse(header);
  return Number.isNaN(at) ? undefined : Math.max(0, Math.round((at - Date.now()) / 1000));
}

const titleOf = (html: string): string => (/<title[^>]*>([^<]{0,200})/i.exec(html)?.[1] ?? 'an HTML page').trim();
