import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { somePlace } from '../../../e2e/peers/some-place';
import type { EventOf } from '../../../shared/api/api';
import type { Session, System } from '../connectors/contract';
import { Inventory } from '../inventory/inventory';
import type { Discovered, Discovery } from '../lib/discovery';
import { SILENT } from '../lib/log';
import { openDatabase } from '../storage/database';
import { Documents } from '../storage/documents';
import { LastKnown } from '../storage/last-known';
import { Connections } from './connections';
import { connectionsHandlers } from './handlers';

const TOLD_WITHIN_MS = 50;

const target = { context: 'lab', server: 'https://lab.example', user: 'jane', source: '~/.kube/config', insecure: false };
const place = (context: string) => somePlace(target, context);

const ends: (() => void)[] = [];
beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  for (const end of ends.splice(0).toReversed()) end();
  vi.useRealTimers();
});

/** The real rooms over kubeconfigs that the test plays. */
function stage() {
  const folder = mkdtempSync(join(tmpdir(), 'connection-handlers-'));
  const session: Session = {
    target: () => target,
    async *test() {},
    rights: async () => [],
    review: async () => [],
    identity: async () => null,
    probe: async () => {},
    retry: () => {},
    close: () => {},
  };
  const looking = new Set<(discovery: Discovery) => void>();
  let discovery: Discovery = { found: [place('lab'), place('prod')], sources: [] };
  const system: System = {
    id: 'kubernetes',
    discover(listener) {
      looking.add(listener);
      listener(discovery);
      return () => looking.delete(listener);
    },
    open: () => session,
  };
  const { database } = openDatabase(folder, SILENT);
  const connections = new Connections({
    inventory: new Inventory(),
    documents: new Documents(database, SILENT),
    lastKnown: new LastKnown(database, SILENT, () => true),
    log: SILENT,
    now: () => Date.now(),
  }).reachBy({ system, connectors: [] });
  ends.push(
    () => rmSync(folder, { recursive: true, force: true }),
    () => database.close(),
    () => connections.close(),
  );
  const handlers = connectionsHandlers(connections, system, SILENT);
  const call = { signal: new AbortController().signal };

  /** An open list of candidates, by what it was told last: those that can still be added. */
  const openList = async () => {
    const told: EventOf<'connections.candidates'>[] = [];
    const stop = await handlers['connections.candidates']({}, { congested: false, push: (event) => void told.push(event), onDrain: () => {} });
    const free = () => told.at(-1)?.candidates.flatMap((each) => (each.connection === null ? [each.target.context] : []));
    return { told, stop, free };
  };
  const rewrite = (found: readonly Discovered[]) => {
    discovery = { found: [...found], sources: [] };
    for (const listener of looking) listener(discovery);
  };
  return { handlers, call, openList, rewrite, looking };
}

test('an open list of candidates hears at once that a place became a connection, and that it is free again', async () => {
  const { handlers, call, openList } = stage();
  const { free } = await openList();
  expect(free()).toEqual(['lab', 'prod']);
  const { ids } = await handlers['connections.add']({ candidates: [place('lab').id] }, call);
  vi.advanceTimersByTime(TOLD_WITHIN_MS);
  expect(free()).toEqual(['prod']);
  await handlers['connections.remove']({ id: ids[0] ?? '' }, call);
  vi.advanceTimersByTime(TOLD_WITHIN_MS);
  expect(free()).toEqual(['lab', 'prod']);
});

test('an open list of candidates hears what the kubeconfigs say now, and nothing more once it is closed', async () => {
  const { handlers, call, openList, rewrite, looking } = stage();
  const { told, stop, free } = await openList();
  rewrite([place('prod'), place('new')]);
  vi.advanceTimersByTime(TOLD_WITHIN_MS);
  expect(free()).toEqual(['prod', 'new']);
  stop();
  const before = told.length;
  await handlers['connections.add']({ candidates: [place('new').id] }, call);
  rewrite([]);
  vi.advanceTimersByTime(TOLD_WITHIN_MS);
  expect([told.length, looking.size]).toEqual([before, 0]);
});
