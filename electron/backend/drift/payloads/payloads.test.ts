import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BodyFault, readCsvBody, readJsonBody } from './body-rows';
import { FeatureCache } from './feature-cache';
import { columnNames, META } from './feature-columns';
import { readKServe } from './kserve-payloads';
import { readLocal } from './local-payloads';
import type { PayloadFile, ReadPayloads } from './payload-files';
import { withJob } from './reading-job';
import { readSageMaker } from './sagemaker-payloads';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'payloads-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const AT = Date.parse('2026-03-01T10:30:00Z');
const base64 = (value: unknown) => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64');
const request = 'org.kubeflow.serving.inference.request';
const response = 'org.kubeflow.serving.inference.response';
const table = () => join(folder, 'out.parquet');

function put(name: string, content: string, at = AT): PayloadFile {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
  utimesSync(path, at / 1_000, at / 1_000);
  return { path, stamp: `${name}${content.length}`, mtimeMs: at };
}
const reached = () => ({ files: [], folders: [folder], temporary: folder });
const read = (reader: ReadPayloads, files: readonly PayloadFile[], requests = files) =>
  withJob(reached(), (job) => reader(job, { files, requests, path: table() }));
const rowsOf = (sql = '*') => withJob(reached(), (job) => job.json(`SELECT ${sql} FROM '${table()}' ORDER BY "${META.request}", "${META.row}"`));

describe('bodies', () => {
  it('of both protocols become a row for each row, whatever shape their data has', () => {
    const flat = readJsonBody(
      '{"inputs":[{"name":"x","shape":[2,2],"datatype":"FP32","data":[1,2,3,4]},{"name":"o","shape":[2],"datatype":"BYTES","data":["A","B"]}]}',
      'in',
    );
    expect([flat.rows, Object.fromEntries(flat.columns)]).toEqual([2, { 'x[0]': [1, 3], 'x[1]': [2, 4], o: ['A', 'B'] }]);
    const nested = readJsonBody('{"outputs":[{"name":"p","shape":[2,1],"datatype":"FP32","data":[[0.5],[0.25]]}]}', 'out');
    expect(Object.fromEntries(nested.columns)).toEqual({ p: [0.5, 0.25] });
    expect(Object.fromEntries(readJsonBody('{"instances":[[1,2],[3,4]]}', 'in').columns)).toEqual({ 'input[0]': [1, 3], 'input[1]': [2, 4] });
    expect(Object.fromEntries(readJsonBody('{"instances":[{"a":1,"b":"x"},{"a":null}]}', 'in').columns)).toEqual({ a: [1, null], b: ['x', null] });
    expect(Object.fromEntries(readJsonBody('{"predictions":[0,1,1]}', 'out').columns)).toEqual({ prediction: [0, 1, 1] });
    expect(Object.fromEntries(readCsvBody('1,"a, ""b""",\n2.5,c,', 'in').columns)).toEqual({
      'input[0]': [1, 2.5],
      'input[1]': ['a, "b"', 'c'],
      'input[2]': [null, null],
    });
  });

  it.each([
    '{"inputs":[{"name":"x","shape":[2],"datatype":"FP32","data":[1]}]}',
    '{"inputs":[{"name":"x","shape":[1],"data":[1]},{"name":"y","shape":[2],"data":[1,2]}]}',
    '{"inputs":',
  ])('that are not what they say are no rows: %s', (body) => expect(() => readJsonBody(body, 'in')).toThrow(BodyFault));

  it('name an output apart where an input is called so, and no two columns alike', () => {
    expect(columnNames(['a', 'A', META.row], ['a', 'b'])).toEqual({ inputs: ['a', 'A~2', `${META.row}~2`], outputs: ['out.a', 'b'] });
  });
});

describe('the logger of KServe', () => {
  const csv = (rows: readonly (readonly [id: string, kind: string, body: unknown])[]) =>
    ['url,bytes,contentType,reqType,id,endpoint,metadata', ...rows.map(([id, kind, body]) => `,${base64(body)},application/json,${kind},${id},,{}`)].join('\n');

  it('has its halves joined, wherever each lies and in whatever format, once for each id', async () => {
    const v2 = (x: number) => ({ inputs: [{ name: 'x', shape: [1], datatype: 'INT64', data: [x] }] });
    const one = put(
      'one.csv',
      csv([
        ['a', request, v2(1)],
        ['a', request, v2(1)],
        ['b', request, { instances: [{ x: 2 }] }],
        ['c', request, v2(3)],
      ]),
    );
    const two = put('two.csv', csv([['a', response, { outputs: [{ name: 'p', shape: [1], datatype: 'FP32', data: [0.5] }] }]]), AT + 60_000);
    const three = put(
      'three.json',
      JSON.stringify([
        { id: 'b', reqType: response, bytes: base64({ predictions: [0.75] }), occurrenceTime: '2026-03-01T10:31:00Z' },
        { id: 'd', reqType: request, bytes: base64(v2(4)), occurrenceTime: '2026-03-01T09:00:00Z' },
      ]),
    );
    const told = await read(readKServe, [one, two, three]);
    expect(told).toEqual({ rows: 2, unanswered: 2, unreadable: 0, repeated: 1 });
    expect(await rowsOf(`"${META.request}", epoch_ms("${META.time}"), x, p, prediction`)).toEqual([
      ['a', String(AT), '1', 0.5, null],
      ['b', String(AT), '2', null, 0.75],
    ]);
  });

  it('keeps what it can read beside bodies that it cannot, and says how many those are', async () => {
    const file = put(
      'x.csv',
      csv([
        ['a', request, 'no json'],
        ['a', response, { predictions: [1] }],
        ['b', request, { instances: [1, 2] }],
        ['b', response, { predictions: [1] }],
      ]),
    );
    expect(await read(readKServe, [file])).toEqual({ rows: 2, unanswered: 0, unreadable: 1, repeated: 0 });
    expect(await rowsOf('input')).toEqual([['1'], ['2']]);
  });

  const jsonl = (rows: readonly (readonly [id: string, kind: string, body: unknown])[]) =>
    rows.map(([id, reqType, body]) => JSON.stringify({ id, reqType, bytes: base64(body) })).join('\n');

  it.each([
    ['csv', csv],
    ['jsonl', jsonl],
  ])('reads hundreds of files, and a body of megabytes, in the memory of one: %s', async (ending, write) => {
    const files = Array.from({ length: 200 }, (_, n) =>
      put(
        `${n}[1].${ending}`,
        write([
          [`${n}`, request, { instances: [n] }],
          [`${n}`, response, { predictions: [n / 2] }],
        ]),
        AT + n * 1_000,
      ),
    );
    const long = { instances: [{ input: 200, rest: 'x'.repeat(4e6) }] };
    const last = put(
      `200[1].${ending}`,
      write([
        ['200', request, long],
        ['200', response, { predictions: [100] }],
      ]),
      AT + 200_000,
    );
    expect(await read(readKServe, [...files, last])).toEqual({ rows: 201, unanswered: 0, unreadable: 0, repeated: 0 });
    const rows = await rowsOf(`epoch_ms("${META.time}"), input, prediction, coalesce(length(rest), 0)`);
    const all = rows.map((row) => row.map(Number)).toSorted(([a = 0], [b = 0]) => a - b);
    expect(all).toEqual(Array.from({ length: 201 }, (_, n) => [AT + n * 1_000, n, n / 2, n === 200 ? 4e6 : 0]));
  });

  it('writes no table where nothing was answered', async () => {
    expect(await read(readKServe, [put('x.csv', csv([['a', request, { instances: [1] }]]))])).toMatchObject({ rows: 0, unanswered: 1 });
    await expect(rowsOf()).rejects.toThrow();
  });
});

describe('the capture of SageMaker', () => {
  const line = (id: string, input: string, output: string | null, inferenceId?: string) =>
    JSON.stringify({
      captureData: {
        endpointInput: { observedContentType: 'text/csv', mode: 'INPUT', data: input, encoding: 'CSV' },
        ...(output !== null && {
          endpointOutput: { observedContentType: 'application/json', mode: 'OUTPUT', data: Buffer.from(output).toString('base64'), encoding: 'BASE64' },
        }),
      },
      eventMetadata: { eventId: id, ...(inferenceId !== undefined && { inferenceId }), inferenceTime: '2026-03-01T10:00:00Z' },
      eventVersion: '0',
    });

  it('is read line by line; what came twice counts once, and a line that is cut short costs that line', async () => {
    const file = put(
      'p/endpoint/AllTraffic/2026/03/01/10/a.jsonl',
      [line('1', '1,a\n2,b', '{"predictions":[0.1,0.2]}', 'mine'), line('1', '1,a', null), line('2', '3,c', null), '{"captureData":'].join('\n'),
    );
    expect(await read(readSageMaker, [file])).toEqual({ rows: 2, unanswered: 1, unreadable: 1, repeated: 1 });
    expect(await rowsOf(`"${META.request}", "${META.revision}", "input[0]", "input[1]", prediction`)).toEqual([
      ['mine', 'AllTraffic', '1', 'a', 0.1],
      ['mine', 'AllTraffic', '2', 'b', 0.2],
    ]);
  });
});

describe('the log of a local service', () => {
  it('has a row for each row of a request, and leaves out shadows and what was refused', async () => {
    const path = join(folder, 'log.parquet');
    const body = base64({ outputs: [{ name: 'probability', shape: [2, 2], datatype: 'FP32', data: [] }] });
    const row = (id: string, kind: string, status: number, shadow: boolean, rest: string) =>
      `SELECT '${id}' AS id, '${kind}' AS "reqType", '${body}' AS bytes, ${status} AS status, ${shadow} AS shadow, 3 AS revision, TIMESTAMPTZ '2026-03-01 10:00:00Z' AS time, ${rest}`;
    const values = `[10, 20] AS "in.distance", ['JFK', 'SFO'] AS "in.origin", [0.1, 0.9, 0.3, 0.7] AS "out.probability"`;
    await withJob(reached(), (job) =>
      job.rows(
        `COPY (${[row('a', response, 200, false, values), row('a', request, 200, false, 'NULL, NULL, NULL'), row('b', response, 200, true, values), row('c', response, 500, false, 'NULL, NULL, NULL')].join(' UNION ALL ')}) TO '${path}'`,
      ),
    );
    expect(await read(readLocal, [{ path, stamp: '1', mtimeMs: AT }])).toMatchObject({ rows: 2 });
    expect(await rowsOf(`"${META.row}", "${META.revision}", distance, origin, "probability[0]", "probability[1]"`)).toEqual([
      [0, '3', 10, 'JFK', '0.1', '0.9'],
      [1, '3', 20, 'SFO', '0.3', '0.7'],
    ]);
    expect(
      await withJob(reached(), (job) => job.json(`SELECT decode(value) FROM parquet_kv_metadata('${table()}') WHERE decode(key) = 'predictions'`)),
    ).toEqual([['["probability[0]","probability[1]"]']]);
  });
});

describe('tables of features', () => {
  it('are made once, also those of nothing, and the ones not asked for longest make room', async () => {
    const cache = new FeatureCache(join(folder, 'cache'), 25);
    let made = 0;
    const make = (content: string) => (path: string) => Promise.resolve(void (made++, content !== '' && writeFileSync(path, content)));
    const [first, again] = await Promise.all([cache.of(['a'], make('x'.repeat(20))), cache.of(['a'], make('y'))]);
    expect([made, first === again]).toEqual([1, true]);
    expect([await cache.of(['none'], make('')), await cache.of(['none'], make(''))]).toEqual([null, null]);
    expect(made).toBe(2);
    utimesSync(first ?? '', 1, 1);
    await cache.of(['b'], make('x'.repeat(20)));
    await cache.bound();
    await cache.of(['a'], make('x'));
    expect(made).toBe(4);
  });
});
