import { afterEach, beforeEach, expect, test } from 'vitest';
import { CALL, CONNECTION, type DataStage, reasonOf, stageData } from '../../../e2e/data-under-test';
import { listQuarantined } from './quarantine';

let stage: DataStage;
beforeEach(() => {
  stage = stageData();
});
afterEach(() => stage.close());

const connection = CONNECTION;
const versionOf = async (name: string, version: string) => stage.verbs['data.version']({ connection, name, version }, CALL);

test('a failed check quarantines: the rows are shown with their numbers, and nobody may read it, by the name of the rule', async () => {
  stage.write('f.csv', 'id,delay,carrier\n1,5,AA\n2,-900,AA\n2,7,\n4,8,ZZ\n');
  const checks = [
    { name: 'delay is a delay', check: { rule: 'range', column: 'delay', min: -120, max: 3_000 } },
    { name: 'carrier is known', check: { rule: 'set', column: 'carrier', values: ['AA', 'UA'] } },
    { name: 'carrier is there', check: { rule: 'not-null', column: 'carrier' } },
    { name: 'ids are unique', check: { rule: 'unique', columns: ['id'] } },
    { name: 'enough', check: { rule: 'row-count', min: 2, max: 4 } },
    { name: 'two letters', check: { rule: 'pattern', column: 'carrier', pattern: '[A-Z]{2}' } },
  ] as const;
  const version = String(await stage.register('flights', 'f.csv', { checks: structuredClone(checks) as never }));
  const found = await versionOf('flights', version);
  expect(found.state).toBe('quarantined');
  expect(found.checks.map(({ name, outcome, failing }) => [name, outcome, failing])).toEqual([
    ['delay is a delay', 'failed', 1],
    ['carrier is known', 'failed', 1],
    ['carrier is there', 'failed', 1],
    ['ids are unique', 'failed', 2],
    ['enough', 'passed', null],
    ['two letters', 'passed', 0],
  ]);
  const offending = async (check: string) => stage.verbs['data.offending']({ connection, name: 'flights', version, check, offset: 0, limit: 10 }, CALL);
  expect(await offending('ids are unique')).toEqual({
    columns: ['id', 'delay', 'carrier'],
    rows: [
      [2, -900, 'AA'],
      [2, 7, null],
    ],
    total: 2,
    numbers: [2, 3],
  });
  expect((await offending('carrier is known')).rows).toEqual([[4, 8, 'ZZ']]);
  expect(await reasonOf(() => offending('no such check'))).toBe('check-unknown');
  const readable = stage.data.readableAt('f.csv');
  expect(readable).toMatchObject({ ok: false, failure: { detail: { reason: 'data-quarantined', values: { dataset: 'flights', rule: 'delay is a delay' } } } });
});

test('a check that is changed later says nothing of then; asked again it decides, and what was said at arrival stays', async () => {
  stage.write('a.csv', 'n\n1\n500\n');
  const strict = { name: 'small', check: { rule: 'range' as const, column: 'n', min: null, max: 100 } };
  const version = String(await stage.register('d', 'a.csv', { checks: [strict] }));
  expect(stage.data.readableAt('a.csv').ok).toBe(false);
  stage.verbs['data.change']({ connection, name: 'd', checks: [{ name: 'small', check: { ...strict.check, max: 1_000 } }] }, CALL);
  expect(stage.data.readableAt('a.csv').ok).toBe(false);
  const { checks } = await stage.verbs['data.recheck']({ connection, name: 'd', version }, CALL);
  expect(checks).toMatchObject([{ outcome: 'passed' }]);
  expect(stage.data.readableAt('a.csv')).toEqual({ ok: true });
  const found = await versionOf('d', version);
  expect(found.state).toBe('ready');
  expect(found.checkRuns?.map((run) => run.checks[0]?.outcome)).toEqual(['passed', 'failed']);
});

test('a dataset waits for a person while its newest version breaks a rule, since that was first found, and no longer', async () => {
  let clock = 1_000;
  await stage.close();
  stage = stageData({ now: () => clock });
  const small = (max: number) => [{ name: 'small', check: { rule: 'range' as const, column: 'n', min: null, max } }];
  stage.write('a.csv', 'n\n500\n');
  const version = String(await stage.register('d', 'a.csv', { checks: small(100) }));
  const waits = { concern: 'quarantined', dataset: 'd', version, number: 1, rule: 'small', since: 1_000 };
  expect(listQuarantined(stage.data.store)).toEqual([waits]);
  const judge = async (at: number, max: number) => {
    clock = at;
    stage.data.change('d', { rules: small(max) });
    await stage.data.recheck('d', version);
    return listQuarantined(stage.data.store);
  };
  expect(await judge(2_000, 200)).toEqual([waits]);
  expect(await judge(3_000, 1_000)).toEqual([]);
  expect(await judge(4_000, 100)).toEqual([{ ...waits, since: 4_000 }]);
  stage.write('a.csv', 'n\n5\n');
  await stage.data.take('d');
  expect(listQuarantined(stage.data.store)).toEqual([]);
});

test('a check that cannot be asked is unknown, with why, and blocks as a failure does', async () => {
  stage.write('a.csv', 'n,s\n1,x\n');
  const checks = [
    { name: 'gone', check: { rule: 'not-null' as const, column: 'no such' } },
    { name: 'bad pattern', check: { rule: 'pattern' as const, column: 's', pattern: '(' } },
    { name: 'no dataset', check: { rule: 'foreign-key' as const, column: 'n', dataset: 'other', references: 'id' } },
    { name: 'fine', check: { rule: 'not-null' as const, column: 'n' } },
  ];
  const found = await versionOf('d', String(await stage.register('d', 'a.csv', { checks })));
  expect(found.checks.map(({ outcome, failure }) => [outcome, failure?.detail.reason])).toEqual([
    ['unknown', 'column-unknown'],
    ['unknown', 'pattern-malformed'],
    ['unknown', 'data-unknown'],
    ['passed', undefined],
  ]);
  expect(stage.data.readableAt('a.csv')).toMatchObject({ ok: false, failure: { detail: { values: { rule: 'gone' } } } });
});

test('a foreign key is looked up in the newest version of the other dataset', async () => {
  stage.write('airports.csv', 'code\nOSL\nFCO\n');
  stage.write('flights.jsonl', '{"from":"OSL"}\n{"from":"XXX"}\n{"from":null}\n');
  await stage.register('airports', 'airports.csv');
  const checks = [{ name: 'airport exists', check: { rule: 'foreign-key' as const, column: 'from', dataset: 'airports', references: 'code' } }];
  const version = String(await stage.register('flights', 'flights.jsonl', { checks }));
  expect((await versionOf('flights', version)).checks).toMatchObject([{ outcome: 'failed', failing: 1 }]);
  const { rows } = await stage.verbs['data.offending']({ connection, name: 'flights', version, check: 'airport exists', offset: 0, limit: 5 }, CALL);
  expect(rows).toEqual([['XXX']]);
});

test('data is fresh or stale at its arrival, whatever the time is later', async () => {
  await stage.close();
  stage = stageData({ now: () => Date.UTC(2001, 0, 3) });
  await stage.parquet('t.parquet', "SELECT TIMESTAMP '2001-01-02 01:00:00' AS at");
  const fresh = (hours: number) => [{ name: 'fresh', check: { rule: 'freshness' as const, column: 'at', hours } }];
  const outcome = async (name: string, hours: number) =>
    (await versionOf(name, String(await stage.register(name, 't.parquet', { checks: fresh(hours) })))).checks[0]?.outcome;
  expect(await outcome('day', 24)).toBe('passed');
  expect(await outcome('hours', 22)).toBe('failed');
});
