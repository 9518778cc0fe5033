import { afterEach, describe, expect, it, vi } from 'vitest';
import { someDelivery } from '../../../e2e/peers/some-delivery';
import type { ActionRun } from '../../../shared/models/action';
import type { AttentionItem } from '../../../shared/models/attention';
import type { Delivery } from '../../../shared/models/delivery';
import type { MonitorEntity } from '../../../shared/models/drift-monitor';
import { failure } from '../../../shared/models/failure';
import { DEFAULT_SETTINGS, type Settings } from '../../../shared/models/settings';
import type { WorkspaceConcern } from '../../../shared/models/workspace-concern';
import { Inventory } from '../inventory/inventory';
import { SILENT } from '../lib/log';
import { openDatabase } from '../storage/database';
import { Documents } from '../storage/documents';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Attention } from './attention';
import { attentionHandlers } from './handlers';
import { isQuiet, startNotifier } from './notifier';

const NOW = Date.parse('2026-03-01T10:00:00Z');
const ends: (() => void)[] = [];
afterEach(() => {
  vi.useRealTimers();
  for (const end of ends.splice(0).toReversed()) end();
});

function watched(heard = true) {
  const inventory = new Inventory();
  const runs: ActionRun[] = [];
  const concerns: WorkspaceConcern[] = [];
  let now = NOW;
  const attention = new Attention({
    inventory,
    connectionName: (id) => (id === 'gone' ? null : id),
    now: () => now,
  });
  const hear = () =>
    attention.hear({
      runs: { list: () => runs, listen: () => () => undefined },
      concerns: { list: () => ({ connection: 'c', concerns }), listen: () => () => undefined },
    });
  if (heard) hear();
  ends.push(() => attention.close());
  const put = (name: string, parts: Partial<Delivery>) => inventory.put({ ...someDelivery('c', name), since: NOW, ...parts });
  const names = () => attention.list().items.map(({ cause, name }) => `${cause} ${name}`);
  return { inventory, runs, concerns, attention, put, names, hear, at: (time: number) => (now = time) };
}
const paused: Partial<Delivery> = { state: 'paused', reason: 'paused-at-step', candidateKey: 'b', pause: { by: 'step', since: NOW, until: null } };

describe('attention', () => {
  it('holds what waits, the most urgent and the oldest first, and lets go of what goes on', () => {
    const { put, names, inventory } = watched();
    put('later', { ...paused, since: NOW });
    put('first', { ...paused, since: NOW - 60_000 });
    put('mine', { ...paused, since: NOW - 90_000, pause: { by: 'user', since: NOW, until: null } });
    put('fine', { state: 'stable' });
    expect(names()).toEqual(['delivery-paused first', 'delivery-paused later', 'delivery-paused mine']);
    put('first', { state: 'progressing' });
    inventory.drop(someDelivery('c', 'mine'));
    expect(names()).toEqual(['delivery-paused later']);
  });

  it('is not known to be empty before all were heard, and tells what waits before', () => {
    const { attention, put, names, hear } = watched(false);
    const told: string[][] = [];
    const feed = { congested: false, push: () => void told.push(names()), onDrain: () => undefined, end: () => undefined };
    const stop = attentionHandlers(attention, () => () => undefined)['attention.watch']({}, feed);
    expect(told).toEqual([]);
    put('first', paused);
    expect(told).toEqual([['delivery-paused first']]);
    if (typeof stop === 'function') stop();
    const empty = watched(false);
    const feedOfEmpty = { ...feed, push: () => void told.push(empty.names()) };
    attentionHandlers(empty.attention, () => () => undefined)['attention.watch']({}, feedOfEmpty);
    hear();
    empty.hear();
    expect(told.at(-1)).toEqual([]);
  });

  it('finds by the clock what nobody has news of', () => {
    vi.useFakeTimers();
    const { put, names, at, attention } = watched();
    put('slow', { state: 'progressing' });
    const told = vi.fn();
    attention.listen(told);
    at(NOW + 60 * 60_000);
    vi.advanceTimersByTime(10_000);
    expect(told).toHaveBeenCalled();
    expect(names()).toEqual(['delivery-stuck slow']);
  });

  it('names a connection that is out of sight only when it stays so, one that needs a sign-in at once, and none that was removed', () => {
    const { inventory, names, at } = watched();
    const stale = (code: 'unreachable' | 'unauthenticated') => ({ state: 'stale', asOf: NOW, tries: 3, nextTryAt: null, failure: failure(code) }) as const;
    inventory.setFreshness('far', stale('unreachable'));
    inventory.setFreshness('strange', stale('unauthenticated'));
    inventory.setFreshness('gone', stale('unauthenticated'));
    expect(names()).toEqual(['connection-signed-out strange']);
    at(NOW + 60_000);
    expect(names()).toEqual(['connection-signed-out strange', 'connection-stale far']);
  });

  it('holds what an open workspace waits with: what blocks before what may yet come right', () => {
    const { concerns, names, attention } = watched();
    const run = { run: 'a'.repeat(32), name: 'calm-otter', metric: 'loss', expectedMs: null, likelyMs: null };
    const quarantined = { concern: 'quarantined', dataset: 'weather', version: '0123456789ab', number: 2, rule: 'wind', since: NOW + 1 } as const;
    concerns.push({ ...run, concern: 'not-finite', since: NOW - 0.5 }, quarantined, {
      concern: 'tampered',
      model: 'late',
      version: 3,
      aliases: ['champion'],
      files: ['model.onnx'],
      missing: false,
      since: NOW,
    });
    expect(names()).toEqual(['model-tampered late', 'data-quarantined weather', 'run-not-finite calm-otter']);
    expect(attention.list().items[1]).toMatchObject({ connection: 'c', urgency: 'now', entity: null, since: NOW + 1, why: 'wind', concern: quarantined });
    concerns.splice(0);
    expect(names()).toEqual([]);
  });

  it('says once what drifted, from its first window on with its worst column, and that data cannot be read', () => {
    const { inventory, attention, names } = watched();
    const worst = { column: 'distance', aspect: 'distribution', measure: 'ks', value: 0.3, threshold: 0.1, ratio: 3 } as const;
    const monitor = {
      connection: 'c',
      kind: 'monitor',
      id: 'drift/m',
      namespace: '',
      name: 'flights',
      of: null,
      source: 'dataset',
      window: 'month',
      version: 1,
      everyMinutes: null,
      verdict: 'drifted',
      rows: 1,
      lastRunAt: NOW,
      nextRunAt: null,
      progress: null,
      failure: null,
      drift: { first: NOW - 5, windows: 1, worst },
    } as const satisfies MonitorEntity;
    inventory.put(monitor);
    const [first] = attention.list().items;
    expect(first).toMatchObject({ cause: 'drift', name: 'flights', since: NOW - 5, drift: { worst: { column: 'distance' } }, entity: { id: 'drift/m' } });
    inventory.put({ ...monitor, drift: { first: NOW - 5, windows: 2, worst: { ...worst, column: 'origin' } } });
    expect(attention.list().items.map(({ id, drift }) => [id, drift?.windows, drift?.worst.column])).toEqual([[first?.id, 2, 'origin']]);
    inventory.put({ ...monitor, drift: null, failure: failure('local', { reason: 'data-gone' }) });
    expect(names()).toEqual(['drift-unread flights']);
    inventory.put({ ...monitor, drift: null, failure: failure('cancelled') });
    expect(names()).toEqual([]);
  });

  it('gives one occurrence the same id again after a restart, and another occurrence another', () => {
    const [one, again, other] = [{}, {}, { step: 2 }].map((parts) => {
      const { put, attention } = watched();
      put('ranker', { ...paused, step: 1, ...parts });
      return attention.list().items[0]?.id;
    });
    expect(again).toBe(one);
    expect(other).not.toBe(one);
  });
});

describe('notices', () => {
  function notified(change: Partial<Settings> = {}) {
    vi.useFakeTimers();
    const folder = mkdtempSync(join(tmpdir(), 'attention-'));
    const { database } = openDatabase(folder, SILENT);
    ends.push(
      () => rmSync(folder, { recursive: true }),
      () => database.close(),
    );
    const documents = new Documents(database, SILENT);
    const start = () => {
      const all = watched();
      const told: AttentionItem[] = [];
      const stop = startNotifier({
        attention: all.attention,
        documents,
        settings: () => ({ ...DEFAULT_SETTINGS, ...change }),
        tell: (items) => void told.push(...items),
        now: () => NOW,
      });
      ends.push(stop);
      const wait = () => vi.advanceTimersByTime(5_000);
      return { ...all, wait, told: () => told.map(({ name }) => name) };
    };
    return start;
  }

  it('tell of each occurrence once, also over a restart', () => {
    const start = notified();
    const first = start();
    first.put('ranker', paused);
    first.wait();
    first.put('ranker', { ...paused, message: 'other words' });
    first.wait();
    expect(first.told()).toEqual(['ranker']);
    const second = start();
    second.put('ranker', paused);
    second.put('scorer', paused);
    second.wait();
    expect(second.told()).toEqual(['scorer']);
  });

  it('leave out what was over in a blink', () => {
    const { put, wait, told } = notified()();
    put('ranker', paused);
    put('ranker', { state: 'progressing' });
    wait();
    expect(told()).toEqual([]);
  });

  it.each<[string, Partial<Settings>]>([
    ['switched off', { notify: false }],
    ['in quiet hours', { quietHours: { from: 0, to: 1439 } }],
  ])('say nothing %s', (_, change) => {
    const { put, wait, told } = notified(change)();
    put('ranker', paused);
    wait();
    expect(told()).toEqual([]);
  });

  it('are quiet over midnight too', () => {
    const at = (time: string) => isQuiet({ from: 22 * 60, to: 7 * 60 }, new Date(`2026-03-01T${time}:00`).getTime());
    expect(['21:59', '22:00', '03:00', '06:59', '07:00'].map(at)).toEqual([false, true, true, true, false]);
  });
});
