import { setImmediate } from 'node:timers/promises';
import { AppError, failure } from '../../../shared/models/failure';
import { type Fields, fieldsOf, filledOf, listOf, orElse, readFields, textOf } from '../lib/read-fields';
import { parseJson, type Requester, readJsonText } from './json-request';
import { type Selection, selectionQuery } from './resource';

const PAGE_MAX = 64 << 20;
/** A list that could not be read in pages comes in one piece. */
const WHOLE_MAX = 256 << 20;
export const PAGE_SIZE = 500;
/** Where one page is too large, smaller ones are tried, down to this. */
const PAGE_SIZE_MIN = 5;
/** A server that still has more after this many pages is going in a circle. */
const PAGES_MAX = 20_000;

type Head = { readonly resourceVersion: string; readonly next: string };
type Page = Head & { readonly items: readonly unknown[] };

const headOf = ({ metadata }: Fields): Head => {
  const { resourceVersion, continue: next } = fieldsOf(metadata);
  return { resourceVersion: filledOf(resourceVersion), next: orElse(next, textOf, '') };
};

/** An empty list of some servers is null. */
function pageOf(text: string): Page {
  const page = readFields(parseJson(text), (fields) => ({ ...headOf(fields), items: fields['items'] === null ? [] : listOf(fields['items']) }));
  if (page) return page;
  throw new AppError(failure('unreachable', { reason: 'answer-malformed', text: 'this is no list' }));
}

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
  try {
    for (let pages = 0; pages < PAGES_MAX; pages++) {
      const text = await readJsonText(await answer, limit === null ? WHOLE_MAX : pageMaxBytes);
      const next = continueOf(text) ?? pageOf(text).next;
      if (next !== '') {
        if (next === token) break;
        // The server makes the next page while we take in this one, if it is asked before we are busy.
        answer = ask(next);
        await setImmediate();
      }
      const { items, resourceVersion } = pageOf(text);
      onPage(items);
      if (next === '') return resourceVersion;
      token = next;
    }
  } finally {
    answer.then(({ body }) => body.destroy()).catch(() => undefined); // a page that was asked for in vain
  }
  throw new AppError(failure('unreachable', { reason: 'answer-malformed', text: 'the list has no end' }));
}

/** Where a list goes on, told without parsing its items. Undefined where they do not come last, as those of the API do. */
function continueOf(text: string): string | undefined {
  const end = text.indexOf(',"items":'); // inside a text its quotes would be escaped
  if (end < 0) return undefined;
  try {
    return readFields(JSON.parse(`${text.slice(0, end)}}`), headOf)?.next;
  } catch {
    return undefined; // cut in the wrong place: only the whole can tell
  }
}
