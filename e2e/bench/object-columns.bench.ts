// What travels when 3 of 50 columns of a large object are asked for: bytes over the wire, against what these columns take in the object.
// PILOTHOUSE_OBJECT_GB makes it another size than 10.
import { CreateBucketCommand } from '@aws-sdk/client-s3';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createBackend } from '../../electron/backend/backend';
import { SILENT } from '../../electron/backend/lib/log';
import { createClient } from '../../shared/api/client';
import { startFaultProxy } from '../peers/fault-proxy';
import { startObjectStore } from '../peers/versitygw';
import { askDuck, writeWideParquet } from '../peers/wide-parquet';
import { megabytes, ms, report } from './figures';

const COLUMNS = 50;
const ASKED = ['c3', 'c19', 'c44'];
const VALUE_BYTES = 8;
const BYTES = Number(process.env['PILOTHOUSE_OBJECT_GB'] ?? 10) * 1e9;
const BUCKET = 'lake';
const KEY = 'wide.parquet';

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'object-columns-'));
  const store = await startObjectStore();
  const proxy = await startFaultProxy(store.port);
  const backend = createBackend({ dataFolder: join(folder, 'app'), log: SILENT, env: { KUBECONFIG: '' }, homeFolder: folder });
  try {
    const made = join(folder, KEY);
    await writeWideParquet({ file: made, rows: Math.ceil(BYTES / COLUMNS / VALUE_BYTES), columns: COLUMNS });
    await store.client.send(new CreateBucketCommand({ Bucket: BUCKET }));
    const path = store.place(BUCKET, KEY, made);
    const named = ASKED.map((name) => `'${name}'`).join(', ');
    const [own] = await askDuck(`SELECT sum(total_compressed_size)::BIGINT AS bytes FROM parquet_metadata('${path}') WHERE path_in_schema IN (${named})`);
    const client = createClient(backend.connect());
    const { id } = await client.request('objects.connect', {
      name: 'Lake',
      settings: {
        address: `http://127.0.0.1:${proxy.port}`,
        region: 'us-east-1',
        pathStyle: true,
        ca: null,
        proxy: null,
        credentials: { kind: 'keys' },
        buckets: [],
      },
      secret: { keys: { ...store.root, sessionToken: null }, proxy: null },
    });
    const [before, cpu, startedAt] = [proxy.bytes()['to-client'], process.cpuUsage(), performance.now()];
    const held = await backend.objects.hold(id, { bucket: BUCKET, key: KEY, version: null }, { columns: ASKED }, { signal: new AbortController().signal });
    const [tookMs, spent] = [performance.now() - startedAt, process.cpuUsage(cpu)];
    const travelled = proxy.bytes()['to-client'] - before;
    const digests = (file: string) =>
      askDuck(`SELECT count(*) AS n, ${ASKED.map((name) => `bit_xor(hash(${name}))::VARCHAR AS ${name}`).join(', ')} FROM '${file}'`);
    const same = JSON.stringify(await digests(held.path)) === JSON.stringify(await digests(path));
    const ownBytes = Number(own?.['bytes']);
    report(`3 of ${COLUMNS} columns of an object of ${megabytes(statSync(path).size)}`, [
      { what: 'bytes over the wire', value: megabytes(travelled), floor: megabytes(ownBytes), measured: travelled / ownBytes, limit: 1.2 },
      { what: 'until they lie here', value: ms(tookMs) },
      { what: 'CPU of this process, with the proxy in it', value: ms((spent.user + spent.system) / 1_000) },
      { what: 'DuckDB reads the same from it as from the whole file', value: same ? 'yes' : 'no', measured: same ? 0 : 1, limit: 0 },
    ]);
    held.release();
  } finally {
    backend.close();
    await proxy.stop();
    await store.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

await main();
