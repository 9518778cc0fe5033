import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { type Backend, createBackend } from '../electron/backend/backend';
import { createLog } from '../electron/backend/lib/log';
import { type Client, createClient } from '../shared/api/client';
import type { Connection } from '../shared/models/connection';
import type { Failure } from '../shared/models/failure';
import type { Freshness } from '../shared/models/freshness';

/** The whole backend in this process, asked over its port as a window asks, with a reader's mirror of the deliveries. */
export interface BackendUnderTest {
  readonly backend: Backend;
  readonly client: Client;
  readonly log: string[];
  /** What a window would draw: fields of each delivery by `connection|id`. */
  readonly rows: ReadonlyMap<string, Readonly<Record<string, unknown>>>;
  readonly freshness: ReadonlyMap<string, Freshness>;
  connections(): readonly Connection[];
  /** Adds every context of the kubeconfigs given. @returns the new ids. */
  addAll(): Promise<string[]>;
  /** Resolves when it holds. @throws with what was there instead, after `timeoutMs`. @returns how long it took, ms. */
  until(what: string, holds: () => boolean, timeoutMs?: number): Promise<number>;
  close(): void;
}

const FIELDS = ['name', 'namespace', 'state', 'reason', 'images', 'replicas', 'message'];

export function startBackend(
  kubeconfigs: readonly string[],
  { dataFolder, env = {} }: { dataFolder?: string; env?: Record<string, string> } = {},
): BackendUnderTest {
  const folder = dataFolder ?? mkdtempSync(join(tmpdir(), 'backend-'));
  const log: string[] = [];
  const backend = createBackend({
    dataFolder: folder,
    log: createLog((line) => log.push(line)),
    env: { ...process.env, ...env, KUBECONFIG: kubeconfigs.join(delimiter) },
    homeFolder: folder,
  });
  const client = createClient(backend.connect());
  const rows = new Map<string, Record<string, unknown>>();
  const freshness = new Map<string, Freshness>();
  let connections: readonly Connection[] = [];
  const failed = (failure: Failure) => void log.push(`a watch ended: ${JSON.stringify(failure)}`);
  client.watch('connections.watch', {}, (event) => void (connections = event.connections), failed);
  client.watch(
    'entities.watch',
    { kind: 'delivery', fields: FIELDS },
    (batch) => {
      if (batch.reset) rows.clear();
      for (const { connection, id } of batch.drop) rows.delete(`${connection}|${id}`);
      for (const { connection, id, fields } of batch.put) rows.set(`${connection}|${id}`, { ...rows.get(`${connection}|${id}`), ...fields });
      for (const [id, fresh] of Object.entries(batch.freshness)) freshness.set(id, fresh);
    },
    failed,
  );
  return {
    backend,
    client,
    log,
    rows,
    freshness,
    connections: () => connections,
    async addAll() {
      const candidates = await new Promise<string[]>((resolve, reject) => {
        const stop = client.watch(
          'connections.candidates',
          {},
          (event) => {
            stop();
            resolve(event.candidates.map(({ id }) => id));
          },
          (failure) => reject(new Error(JSON.stringify(failure))),
        );
      });
      return (await client.request('connections.add', { candidates })).ids;
    },
    async until(what, holds, timeoutMs = 30_000) {
      const started = performance.now();
      while (!holds()) {
        if (performance.now() - started > timeoutMs) {
          const seen = {
            rows: rows.size,
            first: [...rows][0],
            freshness: [...freshness],
            connections: connections.map(({ id, freshness: f, troubles }) => ({ id, f, troubles })),
          };
          throw new Error(`not within ${timeoutMs} ms: ${what}\nseen: ${JSON.stringify(seen, null, 1)}\nlog: ${log.slice(-20).join('')}`);
        }
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      return performance.now() - started;
    },
    close() {
      client.close({ code: 'cancelled', retry: 'never', detail: {} });
      backend.close();
      if (dataFolder === undefined) rmSync(folder, { recursive: true, force: true });
    },
  };
}
