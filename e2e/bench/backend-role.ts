import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { Session } from 'node:inspector/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { z } from 'zod';
import { createBackend } from '../../electron/backend/backend';
import { createLog } from '../../electron/backend/lib/log';
import { type Client, createClient } from '../../shared/api/client';
import { untilEvent } from '../../shared/api/until-event';
import type { Failure } from '../../shared/models/failure';
import type { Row } from '../peers/replay/world';
import { type Actor, serveRole, startRole } from './roles';

/** What the table of deliveries subscribes to, as far as it costs. */
const FIELDS = ['namespace', 'name', 'state', 'reason', 'since', 'images', 'revision', 'replicas'];
const PATIENCE_MS = 120_000;

const Usage = z.object({ cpuMs: z.number(), rssBytes: z.number(), heapBytes: z.number() });
export type Usage = z.infer<typeof Usage>;
const Connected = z.object({ tookMs: z.number(), rows: z.number() });

/** A backend in a plain Node process, with one reader that counts and compares but keeps only what comparing needs. */
export interface BackendActor {
  readonly pid: number;
  /** Adds all contexts and watches: until all are live and `rows` are there. Counted from the first call to the last row. */
  connect(rows: number): Promise<{ tookMs: number; rows: number }>;
  /** Processor time since its start, and memory as it is. */
  usage(): Promise<Usage>;
  /** Bytes that are still in use once all garbage is collected. */
  heldBytes(): Promise<number>;
  /** Same as `digestOf` of what the server holds? */
  digest(): Promise<string>;
  stop(): Promise<void>;
}

/** Of the rows of one connection, whatever order they come in. */
export function digestOf(lines: readonly string[]): string {
  return createHash('sha256').update(lines.toSorted().join('\n')).digest('hex');
}
export const lineOf = ({ namespace, name, image, updated, available }: Pick<Row, 'namespace' | 'name' | 'image' | 'updated' | 'available'>): string =>
  `${namespace}/${name} ${image} ${updated} ${available}`;

/** @param kubeconfigs texts, one file each */
export async function startBackendActor(kubeconfigs: readonly string[]): Promise<BackendActor> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-'));
  const files = kubeconfigs.map((text, index) => {
    const path = join(folder, `${index}.kubeconfig`);
    writeFileSync(path, text, { mode: 0o600 });
    return path;
  });
  const env = { KUBECONFIG: files.join(delimiter), PILOTHOUSE_BENCH_DATA: folder };
  const actor: Actor = await startRole('backend', env);
  return {
    pid: actor.pid,
    connect: async (rows) => Connected.parse(await actor.ask('connect', rows)),
    usage: async () => Usage.parse(await actor.ask('usage')),
    heldBytes: async () => z.number().parse(await actor.ask('held')),
    digest: async () => z.string().parse(await actor.ask('digest')),
    async stop() {
      await actor.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Nothing but Node, and what speaks to whoever started it. */
export const startEmptyActor = (): Promise<Actor> => startRole('empty');

async function usage(): Promise<Usage> {
  const cpu = process.cpuUsage();
  const { rss, heapUsed } = process.memoryUsage();
  return { cpuMs: (cpu.user + cpu.system) / 1000, rssBytes: rss, heapBytes: heapUsed };
}

async function held(): Promise<number> {
  const session = new Session();
  session.connect();
  await session.post('HeapProfiler.collectGarbage');
  session.disconnect();
  return process.memoryUsage().heapUsed;
}

export const serveEmpty = () => serveRole({ usage });

/** What the server's side is compared by. */
const Fields = z.object({
  namespace: z.string(),
  name: z.string(),
  images: z.array(z.string()),
  replicas: z.object({ updated: z.number(), available: z.number() }),
});

export function serveBackend(): void {
  const dataFolder = process.env['PILOTHOUSE_BENCH_DATA'] ?? '';
  const backend = createBackend({ dataFolder, homeFolder: dataFolder, log: createLog(() => undefined) });
  const client = createClient(backend.connect());
  // As the page does: what came is kept as it is, and looked into when somebody wants to see it.
  const rows = new Map<string, Record<string, unknown>>();
  const lineOfRow = (row: Record<string, unknown>) => {
    const { namespace, name, images, replicas } = Fields.parse(row);
    return lineOf({ namespace, name, image: images[0] ?? '', updated: replicas.updated, available: replicas.available });
  };

  serveRole({
    usage,
    held,
    digest: async () => digestOf([...rows.values()].map(lineOfRow)),
    async connect(input) {
      const wanted = z.number().parse(input);
      const began = performance.now();
      const failed = (failure: Failure) => console.error('a watch failed', failure);
      let live = new Set<string>();
      let expected = Number.POSITIVE_INFINITY;
      const done = new Promise<void>((resolve, reject) => {
        setTimeout(() => reject(new Error(`${rows.size} of ${wanted} rows, ${live.size} of ${expected} live`)), PATIENCE_MS).unref();
        const check = () => rows.size >= wanted && live.size >= expected && resolve();
        client.watch(
          'entities.watch',
          { kind: 'delivery', fields: FIELDS },
          (batch) => {
            if (batch.reset) rows.clear();
            for (const { connection, id } of batch.drop) rows.delete(`${connection} ${id}`);
            for (const { connection, id, fields } of batch.put) {
              const key = `${connection} ${id}`;
              rows.set(key, { ...rows.get(key), ...fields });
            }
            for (const [id, { state }] of Object.entries(batch.freshness)) if (state === 'live') live.add(id);
            check();
          },
          failed,
        );
        void addAll(client).then((count) => {
          expected = count;
          check();
        }, reject);
      });
      await done;
      return { tookMs: performance.now() - began, rows: rows.size };
    },
  });
}

export async function addAll(client: Client): Promise<number> {
  const candidates = await untilEvent(client, 'connections.candidates', {}, (event) => event.candidates.map(({ id }) => id));
  return (await client.request('connections.add', { candidates })).ids.length;
}
