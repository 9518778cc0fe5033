import type { z } from 'zod';
import { AppError, failure } from '../../../shared/models/failure';
import { bodyText } from './answer-body';
import type { LinkAnswer } from './link/link';
import { notKubernetes } from './status';
import type { KubeRequest } from './ask-link';

/** Whoever can send a request to a cluster. */
export interface Requester {
  request(request: KubeRequest, signal: AbortSignal): Promise<LinkAnswer>;
}

/** Answers other than lists are small. */
const ANSWER_MAX = 8 << 20;

/** Sends a request and parses its answer. Throws AppError: also where the answer is no JSON, or not the JSON that was expected. */
export async function requestJson<T>(
  requester: Requester,
  request: Omit<KubeRequest, 'body'> & { readonly json?: unknown },
  schema: z.ZodType<T>,
  signal: AbortSignal,
  maxBytes = ANSWER_MAX,
): Promise<T> {
  const { json, ...rest } = request;
  const answer = await requester.request({ ...rest, ...(json !== undefined && { body: JSON.stringify(json) }) }, signal);
  return parseAnswer(await readJson(answer, maxBytes), schema);
}

export async function readJson(answer: LinkAnswer, maxBytes: number): Promise<unknown> {
  expectJson(answer);
  return parseJson(await bodyText(answer, maxBytes));
}

export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new AppError(failure('unreachable', { reason: 'answer-malformed', text: String(error) }), { cause: error });
  }
}

export function expectJson(answer: LinkAnswer): void {
  const contentType = answer.headers['content-type'] ?? '';
  if (/^application\/([a-z.+-]+\+)?json/i.test(contentType)) return;
  answer.body.destroy();
  throw new AppError(notKubernetes(contentType, '', String(answer.status)));
}

export function parseAnswer<T>(value: unknown, schema: z.ZodType<T>): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const text = issue ? `${issue.path.join('.')}: ${issue.message}` : parsed.error.message;
  throw new AppError(failure('unreachable', { reason: 'answer-malformed', text }));
}
