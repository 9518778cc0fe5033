import { MutationObserver } from '@tanstack/react-query';
import { beforeEach, expect, test, vi } from 'vitest';
import { type ChangeEnds, changeOf, queries } from './request';

/** The backend is outside: it answers when the test says so. */
const fakeBackend = vi.hoisted(() => ({ request: vi.fn() }));
vi.mock('./connect', () => ({ backend: fakeBackend, onBackendReplaced: () => undefined }));

beforeEach(() => {
  fakeBackend.request.mockReset();
});

/** Asks as a page does, and is gone from it before the answer comes. */
function askAndGo(ends: ChangeEnds<'connections.remove'>) {
  const observer = new MutationObserver(queries, changeOf('connections.remove', ends));
  const stop = observer.subscribe(() => undefined);
  const ofThePage = vi.fn();
  const asked = observer.mutate({ id: 'a' }, { onSuccess: ofThePage, onError: ofThePage });
  stop();
  return { asked, ofThePage };
}

test('what a change says when it is done is said also where what asked has gone', async () => {
  fakeBackend.request.mockResolvedValue({});
  const done = vi.fn();
  const { asked, ofThePage } = askAndGo({ done });
  await asked;
  expect(done.mock.calls).toEqual([[{}, { id: 'a' }]]);
  expect(ofThePage).not.toHaveBeenCalled();
});

test('and so is its failure, as a failure', async () => {
  fakeBackend.request.mockRejectedValue(new Error('wire cut'));
  const failed = vi.fn();
  const { asked } = askAndGo({ failed });
  await expect(asked).rejects.toMatchObject({ code: 'bug' });
  expect(failed).toHaveBeenCalledWith(expect.objectContaining({ code: 'bug' }), { id: 'a' });
});

test('what a change makes old is asked again before it says that it is done', async () => {
  fakeBackend.request.mockResolvedValue({});
  const order: string[] = [];
  const again = vi.spyOn(queries, 'invalidateQueries').mockImplementation(async ({ queryKey } = {}) => void order.push(String(queryKey)));
  await askAndGo({ refresh: ['store.status'], done: () => order.push('done') }).asked;
  expect(order).toEqual(['store.status', 'done']);
  again.mockRestore();
});
