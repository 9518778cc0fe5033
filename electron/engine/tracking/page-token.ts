import { invalid } from './mlflow-error';

/** Where the next page begins. Opaque to clients. */
export const toPageToken = (offset: number): string => Buffer.from(JSON.stringify({ offset })).toString('base64');

export function offsetOf(token: string | null): number {
  if (token === null || token === '') return 0;
  const offset = /^\{"offset": ?(\d{1,12})\}$/.exec(Buffer.from(token, 'base64').toString())?.[1];
  if (offset === undefined) throw invalid('Invalid page token');
  return Number(offset);
}

/** One page of what is all at hand. */
export function page<T>(all: readonly T[], token: string | null, limit: number): { items: T[]; next: { next_page_token?: string } } {
  const offset = offsetOf(token);
  const items = all.slice(offset, offset + limit);
  return { items, next: offset + items.length < all.length ? { next_page_token: toPageToken(offset + items.length) } : {} };
}
