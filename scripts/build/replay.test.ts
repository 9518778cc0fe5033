import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';

const SCRIPT = join(import.meta.dirname, '../../resources/sample/replay.mjs');
const Request = z.object({
  id: z.string(),
  inputs: z.array(z.object({ name: z.string(), datatype: z.string(), shape: z.array(z.number()), data: z.array(z.unknown()) })),
});
const Batch = z.object({ metrics: z.array(z.object({ key: z.string(), value: z.number() })).optional() });

let folder = '';
let server: Server;
let seen: { headers: Record<string, unknown>; body: z.infer<typeof Request> }[];
let metrics: Map<string, number>;
let answer: (n: number) => { status: number; revision: string; probability: number };

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'replay-'));
  seen = [];
  metrics = new Map();
  answer = () => ({ status: 200, revision: '1', probability: 0.25 });
  server = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const body: unknown = JSON.parse(Buffer.concat(parts).toString());
    if (request.url?.startsWith('/api/')) {
      for (const { key, value } of Batch.parse(body).metrics ?? []) metrics.set(key, value);
      return void response.end('{}');
    }
    if (request.url !== '/v2/models/late-arrival/infer') return void response.writeHead(404).end();
    const { status, revision, probability } = answer(seen.length);
    seen.push({ headers: request.headers, body: Request.parse(body) });
    const outputs = [
      { name: 'late', datatype: 'INT64', shape: [1], data: [probability >= 0.5 ? 1 : 0] },
      { name: 'probability', datatype: 'FP32', shape: [1, 2], data: [1 - probability, probability] },
    ];
    response.writeHead(status, { 'x-pilothouse-revision': revision }).end(status === 200 ? JSON.stringify({ outputs }) : '{"error":"no"}');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Every other flight is late. */
function flights(count: number): string {
  const file = join(folder, 'flights.csv');
  const lines = Array.from({ length: count }, (_, n) => `2001-04-02T06:30,${n % 2 === 0 ? 40 : 0},500,ORD,DFW`);
  writeFileSync(file, `time,delay,distance,origin,destination\n${lines.join('\n')}\n`);
  return file;
}

const labels = () => join(folder, 'labels', 'late.csv');
function start(args: readonly string[], served = true) {
  const uri = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const serving = { PILOTHOUSE_SERVING_URI: uri, PILOTHOUSE_SERVING_TOKEN: 'let me in' };
  const env = { PATH: process.env['PATH'], MLFLOW_TRACKING_URI: uri, MLFLOW_RUN_ID: 'abcdef0123456789', ...(served && serving) };
  const child = spawn(process.execPath, [SCRIPT, '--labels', labels(), '--label-seconds', '0.1', ...args], { env });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
  return { child, ended: once(child, 'exit').then(([code]) => ({ code: code as unknown, said })) };
}

test('each flight is asked once in the protocol, with an id and the token, and what came true is written behind', async () => {
  answer = (n) => ({ status: 200, revision: n % 5 === 0 ? '2' : '1', probability: n % 2 === 0 ? 0.9 : 0.1 });
  expect((await start(['--rate', '500', flights(40)]).ended).code).toBe(0);
  expect(seen.length).toBe(40);
  expect(new Set(seen.map(({ body }) => body.id)).size).toBe(40);
  for (const { headers, body } of seen) expect(headers).toMatchObject({ authorization: 'Bearer let me in', 'x-request-id': body.id });
  expect(seen[0]?.body.inputs).toEqual([
    { name: 'hour', datatype: 'FP32', shape: [1, 1], data: [6.5] },
    { name: 'weekday', datatype: 'FP32', shape: [1, 1], data: [0] },
    { name: 'distance', datatype: 'FP32', shape: [1, 1], data: [500] },
    { name: 'origin', datatype: 'BYTES', shape: [1, 1], data: ['ORD'] },
    { name: 'destination', datatype: 'BYTES', shape: [1, 1], data: ['DFW'] },
  ]);
  const [head, ...rows] = readFileSync(labels(), 'utf8').trimEnd().split('\n');
  expect(head).toBe('request_id,late,at');
  expect(new Set(rows.map((row) => row.split(',')[0]))).toEqual(new Set(seen.map(({ body }) => body.id)));
  expect(rows.filter((row) => row.split(',')[1] === '1').length).toBe(20);
  expect(Object.fromEntries(metrics)).toMatchObject({ requests: 40, errors: 0, labels: 40, revision_1_requests: 32, revision_2_requests: 8 });
  expect(metrics.get('mean_probability')).toBeCloseTo(0.5, 1);
  expect(metrics.get('revision_2_log_loss')).toBeGreaterThan(0);
});

test('labels are appended to those of an earlier replay', async () => {
  for (const _ of [1, 2]) await start(['--rate', '500', flights(3)]).ended;
  const lines = readFileSync(labels(), 'utf8').trimEnd().split('\n');
  expect(lines.filter((line) => line === 'request_id,late,at').length).toBe(1);
  expect(lines.length).toBe(7);
});

test('an error is counted and said once, and gets no label', async () => {
  answer = (n) => ({ status: n < 4 ? 503 : 200, revision: '1', probability: 0.2 });
  const { code, said } = await start(['--rate', '200', flights(6)]).ended;
  expect(code).toBe(0);
  expect(said.match(/503 \{"error":"no"\}/g)?.length).toBe(1);
  expect(Object.fromEntries(metrics)).toMatchObject({ requests: 2, errors: 4, labels: 2 });
});

test('it is stopped by a signal, and tells what it knew by then', async () => {
  const { child, ended } = start(['--rate', '50', flights(5_000)]);
  await expect.poll(() => seen.length).toBeGreaterThan(3);
  child.kill('SIGTERM');
  expect((await ended).code).toBe(0);
  expect(seen.length).toBeLessThan(5_000);
  expect(metrics.get('requests')).toBe(seen.length);
});

test('without a service, or with a rate that is none, it says so and sends nothing', async () => {
  const nothing = await start([flights(2)], false).ended;
  expect(nothing.code).toBe(1);
  expect(nothing.said).toContain('nothing is served: PILOTHOUSE_SERVING_URI is not set');
  expect((await start(['--rate', '0', flights(2)]).ended).said).toContain('the rate is requests a second');
  expect(seen.length).toBe(0);
  expect(existsSync(labels())).toBe(false);
});
