import { setImmediate } from 'node:timers/promises';
import { AppError, failure } from '../../../shared/models/failure';
import { bodyChunks, tooLarge } from './answer-body';
import { expectJson, type Requester } from './json-request';
import type { LinkAnswer } from './link/link';
import { type ListHead, type ListPart, ListSplitter } from './list-splitter';
import { type Selection, selectionQuery } from './resource';

const PAGE_MAX = 64 << 20;
/** A list that could not be read in pages comes in one piece. */
const WHOLE_MAX = 256 << 20;
export const PAGE_SIZE = 500;
/** Where one page is too large, smaller ones are tried, down to this. */
const PAGE_SIZE_MIN = 5;
/** A server that still has more after this many pages is going in a circle. */
const PAGES_MAX = 20_000;

export type ListRequest = {
  readonly path: string;
  readonly select?: Selection | undefined;
  /** Called as they come, many times for each page. */
  readonly onItems: (items: readonly unknown[]) => void;
  /** The last page begins to come, of a list as of this version. */
  readonly onLastPage?: (resourceVersion: string) => void;
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
  { path, select, onItems, onLastPage, pageMaxBytes = PAGE_MAX }: ListRequest,
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
  try {
    for (let pages = 0; pages < PAGES_MAX; pages++) {
      let head: ListHead = { resourceVersion: '', next: '' };
      for await (const part of partsOf(await answer, limit === null ? WHOLE_MAX : pageMaxBytes)) {
        if ('items' in part) {
          onItems(part.items);
          continue;
        }
        ({ head } = part);
        if (head.next === '') {
          onLastPage?.(head.resourceVersion);
          continue;
        }
        if (head.next === token) throw endless();
        // The server makes the next page while this one comes and is taken in, if it is asked before we are busy.
        answer = ask(head.next);
        await setImmediate();
      }
      if (head.next === '') return head.resourceVersion;
      token = head.next;
    }
  } finally {
    answer.then(({ body }) => body.destroy()).catch(() => undefined); // a page that was asked for in vain
  }
  throw endless();
}

/** Head and items of a page, as they come. */
async function* partsOf(answer: LinkAnswer, maxBytes: number): AsyncGenerator<ListPart> {
  expectJson(answer);
  const splitter = new ListSplitter();
  let size = 0;
  for await (const chunk of bodyChunks(answer)) {
    size += chunk.length;
    if (size > maxBytes) throw tooLarge(maxBytes);
    yield* splitter.push(chunk);
  }
  yield* splitter.end();
}

const endless = () => new AppError(failure('unreachable', { reason: 'answer-malformed', text: 'the list has no end' }));
