import { Readable } from 'node:stream';
import { describe, expect, it, vi } from 'vitest';
import type { Requester } from './json-request';
import type { LinkAnswer } from './link/link';
import { wireError } from './link/wire-failure';
import { listPages } from './list-pages';

/** A server that answers each request with the next of these texts, and notes what happens in which order. */
function startList(texts: readonly (string | Readable)[]) {
  const story: string[] = [];
  const bodies: Readable[] = [];
  const requester: Requester = {
    async request({ path }): Promise<LinkAnswer> {
      story.push(`asked ${new URLSearchParams(path.split('?')[1]).get('continue') ?? 'first'}`);
      const text = texts[bodies.length] ?? '';
      const body = typeof text === 'string' ? Readable.from([Buffer.from(text)]) : text;
      bodies.push(body);
      return { status: 200, headers: { 'content-type': 'application/json' }, body, explain: wireError, cutShort: () => null };
    },
  };
  const onItems = (items: readonly unknown[]) => void story.push(`took ${items.join()}`);
  const version = listPages(requester, { path: '/things', onItems, onRestart: () => story.push('restart') }, new AbortController().signal);
  return { story, bodies, version };
}

const page = (items: unknown, token?: string) => JSON.stringify({ kind: 'List', metadata: { resourceVersion: '7', continue: token }, items });

describe('a list in pages', () => {
  it('asks for the next page before it takes in the one that came', async () => {
    const { story, version } = startList([page(['a'], '2'), page(['b'], '3'), page(null)]);
    expect(await version).toBe('7');
    expect(story).toEqual(['asked first', 'asked 2', 'took a', 'asked 3', 'took b', 'took ']);
  });

  it('asks for the next page, and tells what has come, while this one is still on its way', async () => {
    const [first, rest] = [new Readable({ read: () => undefined }), page(['z'])];
    const { story, version } = startList([first, rest]);
    const items = Array.from({ length: 200 }, (_, index) => ({ metadata: { name: `${index}`, note: 'x'.repeat(1_000) } }));
    const text = page(items, '2');
    first.push(Buffer.from(text.slice(0, text.length / 2)));
    await vi.waitFor(() => expect(story.length).toBeGreaterThan(2));
    expect(story.slice(0, 2)).toEqual(['asked first', 'asked 2']);
    first.push(Buffer.from(text.slice(text.length / 2)));
    first.push(null);
    expect(await version).toBe('7');
    expect(story.at(-1)).toBe('took z');
  });

  it.each([
    ['items that come first', `{"kind":"List","items":["a"],"metadata":{"resourceVersion":"7","continue":"2"}}`],
    ['spaces between its parts', JSON.stringify(JSON.parse(page(['a'], '2')), null, 2)],
    ['an item that looks like a list', `{"x":{"y":1,"items":[]},"metadata":{"resourceVersion":"7","continue":"2"},"items":["a"]}`],
  ])('goes on where it says, with %s', async (_, first) => {
    const { story, version } = startList([first, page(['b'])]);
    expect(await version).toBe('7');
    expect(story).toEqual(['asked first', 'asked 2', 'took a', 'took b']);
  });

  it('lets go of the next page when this one cannot be read', async () => {
    const { bodies, version } = startList(['{"kind":"List","metadata":{"resourceVersion":"7","continue":"2"},"items":[{"metadata":{}},!]}', page(['b'])]);
    await expect(version).rejects.toMatchObject({ failure: { code: 'unreachable', detail: { reason: 'answer-malformed' } } });
    expect(bodies.map((body) => body.destroyed)).toEqual([true, true]);
  });

  it('does not go in a circle', async () => {
    const { version } = startList([page(['a'], '2'), page(['b'], '2')]);
    await expect(version).rejects.toMatchObject({ failure: { detail: { text: 'the list has no end' } } });
  });
});
