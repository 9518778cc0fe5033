import { describe, expect, it } from 'vitest';
import { type ListHead, ListSplitter } from './list-splitter';

const HEAD: ListHead = { resourceVersion: '7', next: 'more' };
const METADATA = { resourceVersion: '7', continue: 'more' };
const FILL = 'x'.repeat(900);

/** As the API server writes them, the larger part of it filling. */
const deployment = (index: number) => ({ metadata: { name: `d-${index}`, labels: { app: 'é🚀' } }, spec: { text: FILL } });
const rollout = (index: number) => ({ apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout', ...deployment(index) });
const claims = (index: number) => ({ ...deployment(index), spec: { claims: [1, 2, 3].map((each) => ({ metadata: { name: `c-${each}` }, text: FILL })) } });
const quoting = (index: number) => ({ ...deployment(index), note: '},{"metadata":{"name":"x"}} ,"items":[' });
const many = (make: (index: number) => object, count = 300) => Array.from({ length: count }, (_, index) => make(index));
const listOf = (items: unknown) => JSON.stringify({ kind: 'List', apiVersion: 'v1', metadata: METADATA, items });

/** What is told of a text that comes in pieces of this size. */
function split(text: string, chunkBytes: number) {
  const bytes = Buffer.from(text);
  const splitter = new ListSplitter();
  const heads: ListHead[] = [];
  const items: unknown[] = [];
  const take = (parts: ReturnType<ListSplitter['push']>) => {
    for (const part of parts) {
      if ('head' in part) heads.push(part.head);
      else items.push(...part.items);
    }
  };
  for (let at = 0; at < bytes.length; at += chunkBytes) take(splitter.push(bytes.subarray(at, at + chunkBytes)));
  const early = items.length;
  take(splitter.end());
  return { heads, items, early };
}

describe('a list that is taken apart while it comes', () => {
  it.each([
    ['Deployments', many(deployment)],
    ['objects that begin with their kind', many(rollout)],
    ['objects that hold what looks like two of them', many(claims)],
    ['texts that look like the end of one', many(quoting)],
    ['objects of several shapes', [...many(deployment), ...many(rollout), ...many(claims)]],
    ['objects larger than what is taken in at once', many((index) => ({ ...deployment(index), spec: { text: FILL.repeat(100) } }), 12)],
    ['one object', many(deployment, 1)],
    ['nothing', []],
    ['what are no objects', ['a', 1, null]],
    ['objects without metadata', many((index) => ({ index, text: FILL }))],
  ])('gives head and items once, in order and whole: %s', (_, items) => {
    const text = listOf(items);
    for (const chunkBytes of [777, 16_384, 1 << 30]) {
      const told = split(text, chunkBytes);
      expect(told.heads).toEqual([HEAD]);
      expect(told.items).toEqual(items);
    }
  });

  it.each([
    ['items that come first', JSON.stringify({ items: many(deployment), metadata: METADATA })],
    ['spaces', JSON.stringify({ metadata: METADATA, items: many(deployment) }, null, 1)],
    ['a part before it that looks like it', JSON.stringify({ x: { y: 1, items: [] }, metadata: METADATA, items: many(deployment) })],
    ['a head without end', JSON.stringify({ x: FILL.repeat(100), metadata: METADATA, items: many(deployment) })],
    ['a part after its items', JSON.stringify({ metadata: METADATA, items: many(deployment), z: { more: true } })],
  ])('reads a list that is written in another way: %s', (_, text) => {
    const { heads, items } = split(text, 16_384);
    expect(heads).toEqual([HEAD]);
    expect(items).toEqual(many(deployment));
  });

  it('takes null for an empty list', () => {
    expect(split(listOf(null), 10)).toMatchObject({ heads: [HEAD], items: [] });
  });

  it('tells where the list goes on before the first object is whole', () => {
    const [part] = new ListSplitter().push(Buffer.from(listOf(many(deployment)).slice(0, 200)));
    expect(part).toEqual({ head: HEAD });
  });

  it.each([
    ['Deployments', deployment],
    ['objects that begin with their kind', rollout],
    ['objects that hold what looks like two of them', claims],
  ])('keeps only the last few to its end: %s', (_, make) => {
    expect(split(listOf(many(make)), 16_384).early).toBeGreaterThan(200);
  });

  it.each([
    ['a list that breaks off', listOf(many(deployment)).slice(0, -2)],
    ['a list that breaks off within an object', listOf(many(deployment)).slice(0, 100_000)],
    ['an object that is not readable', listOf(many(deployment)).replace('"d-150"', '!')],
    ['something after its end', `${listOf(many(deployment))}{}`],
    ['a list without a version', JSON.stringify({ metadata: {}, items: many(deployment) })],
    ['a list without items', JSON.stringify({ metadata: METADATA })],
    ['no JSON', 'too many requests'],
    ['nothing at all', ''],
  ])('refuses %s', (_, text) => {
    const malformed = expect.objectContaining({ failure: expect.objectContaining({ code: 'unreachable' }) });
    expect(() => split(text, 16_384)).toThrow(malformed);
  });
});
