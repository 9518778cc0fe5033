import { expect, test } from 'vitest';
import { addressOf, bucketRows, levelRows, nameOf, prefixOf, stepsOf, tableOf } from './rows';
import { viewState } from './view-state';

const object = (key: string) => ({ key, size: 1, etag: null, modifiedAt: 5, storageClass: 'STANDARD' });

test('a level is its prefixes and then its objects, by their last names, each once over all pages', () => {
  const pages = [
    { prefixes: ['m/01/', 'm/02/'], objects: [object('m/a')] },
    { prefixes: ['m/02/'], objects: [object('m/b')] },
  ];
  expect(levelRows(pages, 'm/', '').map(({ kind, name }) => `${kind} ${name}`)).toEqual(['prefix 01/', 'prefix 02/', 'object a', 'object b']);
  expect(levelRows(pages, 'm/', ' 02').map(({ key }) => key)).toEqual(['m/02/']);
});

test('buckets that somebody named stand among those that are listed', () => {
  expect(
    bucketRows(
      [
        {
          buckets: [
            { name: 'a', createdAt: 1, said: false },
            { name: 'b', createdAt: null, said: true },
          ],
        },
      ],
      '',
    ).map(({ name, said }) => [name, said]),
  ).toEqual([
    ['a', false],
    ['b', true],
  ]);
});

test('the way to a prefix goes step by step, also where a name is empty', () => {
  expect(stepsOf('a/b/')).toEqual([
    { name: 'a', prefix: 'a/' },
    { name: 'b', prefix: 'a/b/' },
  ]);
  expect(stepsOf('')).toEqual([]);
  expect(stepsOf('/x/').map(({ prefix }) => prefix)).toEqual(['/', '/x/']);
});

test('an object is told by its address, its name and where it lies', () => {
  expect([addressOf('b', 'a/c d'), nameOf('a/c d'), prefixOf('a/c d'), nameOf('x'), nameOf('a/')]).toEqual(['s3://b/a/c d', 'c d', 'a/', 'x', 'a/']);
});

test('what is open is in the address, and nothing of it without a bucket', () => {
  const state = { ...viewState.read({}), store: 's', bucket: 'b', prefix: 'a/', object: 'a/x', version: 'v', tab: 'facts' as const };
  expect(viewState.read(viewState.write(state))).toEqual(state);
  expect(viewState.read({ object: 'a/x', prefix: 'a/', version: 'v', tab: 'nonsense' })).toMatchObject({
    object: null,
    prefix: '',
    version: null,
    tab: 'preview',
  });
});

test('an object that is a table can drift, alone, whatever its name', () => {
  const of = { kind: 'objects', connection: 's3', bucket: 'b', time: null };
  expect(tableOf('s3', 'b', 'm/01/a.parquet')).toEqual({ ...of, prefix: 'm/01/', glob: 'a.parquet', format: 'parquet' });
  expect(tableOf('s3', 'b', 'a.CSV.gz')).toEqual({ ...of, prefix: '', glob: 'a.CSV.gz', format: 'csv' });
  expect(tableOf('s3', 'b', 'm/a[1].jsonl')).toEqual({ ...of, prefix: 'm/a[1].jsonl', glob: null, format: 'jsonl' });
  expect(tableOf('s3', 'b', 'm/model.onnx')).toBeNull();
});
