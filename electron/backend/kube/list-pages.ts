import { setImmediate } from 'node:timers/promises';
import { z } from 'zod';
import { AppError, failure } from '../../../shared/models/failure';
import { parseAnswer, type Requester, readJson } from './json-request';
import { type Selection, selectionQuery } from './resource';

const PAGE_MAX = 64 << 20;
/** A list that could not be read in pages comes in one piece. */
const WHOLE_MAX = 256 << 20;
export const PAGE_SIZE = 500;
/** Where one page is too large, smaller ones are tried, down to this. */
const PAGE_SIZE_MIN = 5;
/** A server that still has more after this many pages is going in a circle. */
const PAGES_MAX = 20_000;

const Page = z.object({
  metadata: z.object({ resourceVersion: z.string().min(1), continue: z.string().optional() }),
  // An empty list of some servers is null.
  items: z.array(z.unknown()).nullable(),
});

export type ListRequest = {
  readonly path: string;
  readonly select?: Selection | undefined;
  readonly onPage: (items: readonly unknown[]) => void;
  /** What was given so far is void: the list starts over. */
  readonly onRestart: () => void;
  readonly pageMaxBytes?: number;
};

/**
 * Reads a list to its end, as of one moment, and resolves to that moment's resource version. The most recent state is asked
 * for, never that of a cache that may be behind what was seen before. A continue token that expired on the way (410) starts
 * the list over in one piece, as client-go does: pages of two moments would lose what changed between them.
 */
export async function listPages(requester: Requester, request: ListRequest, signal: AbortSignal): Promise<string> {
  for (let limit = PAGE_SIZE, whole = false; ; ) {
    try {
      return await readPages(requester, request, whole ? null : limit, signal);
    } catch (error) {
      const reason = error instanceof AppError ? error.failure.detail.reason : undefined;
      if (reason === 'history-gone' && !whole) whole = true;
      else if (reason === 'answer-too-large' && !whole && limit > PAGE_SIZE_MIN) limit = Math.ceil(limit / 10);
      else throw error;
      request.onRestart();
    }
  }
}

async function readPages(
  requester: Requester,
  { path, select, onPage, pageMaxBytes = PAGE_MAX }: ListRequest,
  limit: number | null,
  signal: AbortSignal,
): Promise<string> {
  const ask = (token: string) => {
    const query = new URLSearchParams({ ...selectionQuery(select), ...(limit !== null && { limit: String(limit) }), ...(token !== '' && { continue: token }) });
    const answer = requester.request({ method: 'GET', path: `${path}?${query}` }, signal);
    answer.catch(() => undefined); // heard where it is waited for, which may be later
    return answer;
  };
  let token = '';
  let answer = ask(token);
  for (let pages = 0; pages < PAGES_MAX; pages++) {
    const page = parseAnswer(await readJson(await answer, limit === null ? WHOLE_MAX : pageMaxBytes), Page);
    const next = page.metadata.continue ?? '';
    const isLast = next === '' || next === token;
    if (!isLast) {
      // The server makes the next page while we take in this one: its order has to be on its way before.
      answer = ask(next);
      await setImmediate();
    }
    onPage(page.items ?? []);
    if (next === '') return page.metadata.resourceVersion;
    if (isLast) break;
    token = next;
  }
  throw new AppError(failure('unreachable', { reason: 'answer-malformed', text: 'the list has no end' }));
}
