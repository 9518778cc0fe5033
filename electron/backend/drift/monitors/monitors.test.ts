import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { far, files, monitorStage, NEVER, NOW, rowsOf, settings, usual } from '../../../../e2e/monitor-stage';
import { driftConfigSchema } from '../../../../shared/models/drift-config';
import { type DriftReport, driftReportSchema } from '../../../../shared/models/drift-report';
import { parseArguments } from '../../../cli/arguments';
import { drift } from '../../../cli/commands/drift';
import { exactReport, saveReport } from './exact-report';
import { peek } from './peek';

let stage: ReturnType<typeof monitorStage>;
beforeEach(() => {
  stage = monitorStage();
});
afterEach(() => stage.end());

it('finds the window in which it began to drift and the column that did, says it once, and reads nothing again', async () => {
  stage.usualMonths();
  const { monitors, made, verdicts, views } = stage.opened();
  const id = await made();
  expect(monitors.get(id).standing.failure).toBe(null);
  expect(verdicts(id)).toEqual([
    ['2026-02-01', 3_000, 'not-drifted', null],
    ['2026-03-01', 3_000, 'drifted', 'distance'],
    ['2026-04-01', 3_000, 'drifted', 'distance'],
  ]);
  const { standing, reference } = monitors.get(id);
  expect(standing).toMatchObject({
    verdict: 'drifted',
    rows: 3_000,
    drift: { first: Date.parse('2026-03-01'), windows: 2, worst: { column: 'distance' } },
    lastRunAt: NOW,
  });
  expect(reference?.columns.map(({ name, role }) => [name, role])).toEqual([
    ['distance', 'input'],
    ['origin', 'input'],
  ]);
  rmSync(join(stage.root, 'now'), { recursive: true }); // whatever is asked now is from counts
  const map = await views.heatMap(id, { slice: null, last: 100 }, NEVER);
  expect(map.columns.map(({ name, ratios }) => [name, ratios.map((ratio) => (ratio ?? 0) >= 1)])).toEqual([
    ['distance', [false, true, true]],
    ['origin', [false, false, false]],
  ]);
  expect(new Date(map.focus ?? 0).toISOString().slice(5, 7)).toMatch(/03|04/);
  const first = await views.heatMap(id, { slice: null, last: 1, before: Date.parse('2026-03-01') }, NEVER);
  expect(first.windows.map(({ start }) => new Date(start).toISOString().slice(0, 10))).toEqual(['2026-02-01']);
  const series = await views.series({ id, column: 'distance', measure: null, slice: null, last: 10 }, NEVER);
  expect(series).toMatchObject({ measure: 'ks', threshold: 0.1, points: [{ verdict: 'not-drifted' }, { verdict: 'drifted' }, { verdict: 'drifted' }] });
  const span = { id, from: Date.parse('2026-02-01'), to: Date.parse('2026-03-01'), slice: null };
  expect((await views.features(span, NEVER)).columns.map(({ name, verdict }) => [name, verdict]).toSorted()).toEqual([
    ['distance', 'not-drifted'],
    ['origin', 'not-drifted'],
  ]);
  const column = await views.column({ ...span, to: Date.parse('2026-05-01'), column: 'distance' }, NEVER);
  expect([column.n_current, column.distribution?.current.reduce((sum, count) => sum + count, 0)]).toEqual([9_000, 9_000]);
  const { sql, version } = await views.explain({ ...span, column: 'distance' }, NEVER);
  expect([version, sql.includes('"distance"'), sql.includes('"origin"')]).toEqual([1, true, false]);
});

it('counts what is new and no more; a window without rows is none, and late rows join theirs', async () => {
  stage.usualMonths();
  const { monitors, made, verdicts } = stage.opened();
  const id = await made();
  const counts = join(monitors.folder(id), monitors.need(id).state.basis ?? '', 'counts');
  const before = new Map(readdirSync(counts).map((name) => [name, existsSync(join(counts, name))]));
  stage.put('now/06.csv', '2026-06-01', 10, rowsOf(2_000, 6, usual));
  stage.put('now/late.csv', '2026-02-10', 2, rowsOf(500, 7, usual));
  monitors.run(id);
  await monitors.settled();
  expect(readdirSync(counts).filter((name) => !before.has(name))).toHaveLength(4);
  expect(verdicts(id).map(([start, rows]) => [start, rows])).toEqual([
    ['2026-02-01', 3_500],
    ['2026-03-01', 3_000],
    ['2026-04-01', 3_000],
    ['2026-06-01', 2_000],
  ]);
  // June is not over, so it does not end what drifts.
  expect(monitors.get(id).standing).toMatchObject({ verdict: 'drifted', drift: { windows: 2 } });
  rmSync(join(stage.root, 'now', 'late.csv'));
  monitors.run(id);
  await monitors.settled();
  expect(verdicts(id)[0]?.[1]).toBe(3_000);
});

it('keeps each version of its configuration, judges by the newest, and counts again only for other bins', async () => {
  stage.usualMonths();
  const { monitors, made, verdicts } = stage.opened();
  const id = await made();
  const { basis } = monitors.need(id).state;
  const loose = settings({ config: driftConfigSchema.parse({ of: { distance: { threshold: 0.9, outOfRange: 1 } } }) });
  expect(monitors.change(id, loose, 1)).toBe(2);
  await monitors.settled();
  expect(verdicts(id).map(([, , verdict]) => verdict)).toEqual(['not-drifted', 'not-drifted', 'not-drifted']);
  expect([monitors.need(id).state.basis === basis, monitors.get(id).standing.drift]).toEqual([true, null]);
  expect(() => monitors.change(id, settings(), 1)).toThrow(/object-changed/);
  expect(monitors.change(id, loose, 2)).toBe(2);
  monitors.change(id, { ...loose, config: driftConfigSchema.parse({ bins: 5 }) }, 2);
  await monitors.settled();
  expect(monitors.need(id).state.basis).not.toBe(basis);
  expect(monitors.versions(id).map(({ version, settings: { config } }) => [version, config.bins])).toEqual([
    [1, 20],
    [2, 20],
    [3, 5],
  ]);
});

it('goes by what holds now where it is changed while it looks', async () => {
  stage.usualMonths();
  const { monitors, verdicts } = stage.opened();
  const id = monitors.create(settings());
  monitors.change(id, settings({ window: 'day', config: driftConfigSchema.parse({ rowsMin: 50 }) }), 1);
  await monitors.settled();
  expect(verdicts(id)).toHaveLength(28 + 31 + 30);
  expect(monitors.get(id).standing).toMatchObject({ version: 2, failure: null, progress: null });
});

it('stops when it is told to, and goes on after a restart from what was counted', async () => {
  stage.usualMonths();
  const first = stage.opened();
  const id = first.monitors.create(settings());
  first.monitors.cancel(id);
  await first.monitors.settled();
  expect(first.monitors.get(id).standing).toMatchObject({ failure: { code: 'cancelled' }, progress: null });
  first.monitors.run(id);
  await vi.waitFor(() => expect(first.monitors.need(id).state.running).toBe(true));
  first.end(); // as a crash leaves it: it looked
  const second = stage.opened();
  await second.monitors.settled();
  expect(second.verdicts(id)).toHaveLength(3);
  expect(second.monitors.need(id).state.running).toBe(false);
});

it('says of a column of another type, or that is gone, that it proves nothing there; the others are judged', async () => {
  stage.usualMonths();
  stage.put(
    'now/04.csv',
    '2026-04-01',
    30,
    rowsOf(3_000, 4, (n, random) => ({ ...usual(n, random), distance: null })),
    'time,elsewhere,origin',
  );
  stage.put(
    'now/05.csv',
    '2026-05-01',
    30,
    rowsOf(3_000, 5, usual).map((row) => ({ ...row, origin: '1' })),
  );
  const { monitors, made, views } = stage.opened();
  const id = await made({ config: driftConfigSchema.parse({ columns: ['distance', 'origin', 'never'] }) });
  const at = async (from: string, to: string) => {
    const { columns } = await views.features({ id, from: Date.parse(from), to: Date.parse(to), slice: null }, NEVER);
    return Object.fromEntries(columns.map(({ name, verdict, reasons }) => [name, [verdict, reasons[0]?.id]]));
  };
  expect(await at('2026-04-01', '2026-05-01')).toMatchObject({
    distance: ['insufficient', 'column-absent'],
    origin: ['not-drifted', expect.anything()],
    never: ['insufficient', 'column-absent'],
  });
  expect(await at('2026-05-01', '2026-06-01')).toMatchObject({ origin: ['insufficient', 'types-differ'] });
  expect(monitors.get(id).standing.verdict).toBe('insufficient');
});

it('judges a slice on both sides by itself', async () => {
  mkdirSync(join(stage.root, 'now'));
  stage.put('reference.csv', '2026-01-01', 31, rowsOf(6_000, 1, usual));
  stage.put(
    'now/02.csv',
    '2026-02-01',
    28,
    rowsOf(6_000, 2, (n, random) => {
      const row = usual(n, random);
      return row.origin === 'B' ? { ...row, distance: (row.distance ?? 0) + 600 } : row;
    }),
  );
  const { views, made } = stage.opened();
  const id = await made();
  const map = async (value: string) =>
    (await views.heatMap(id, { slice: { column: 'origin', value }, last: 10 }, NEVER)).columns.find(({ name }) => name === 'distance')?.verdicts;
  expect([await map('A'), await map('B')]).toEqual([['not-drifted'], ['drifted']]);
  expect(
    views
      .values(id, 'origin')
      .values.map(({ value }) => value)
      .toSorted(),
  ).toEqual(['A', 'B', 'C']);
});

it('freezes a window of the source itself, which stays when its rows are gone', async () => {
  mkdirSync(join(stage.root, 'now'));
  stage.put('now/01.csv', '2026-01-01', 31, rowsOf(3_000, 1, usual));
  stage.put('now/02.csv', '2026-02-01', 28, rowsOf(3_000, 2, far));
  const { monitors, made, verdicts } = stage.opened();
  const id = await made({ reference: { kind: 'window', from: Date.parse('2026-01-01'), to: Date.parse('2026-02-01') } });
  expect(verdicts(id).map(([, , verdict]) => verdict)).toEqual(['not-drifted', 'drifted']);
  rmSync(join(stage.root, 'now', '01.csv'));
  monitors.run(id);
  await monitors.settled();
  expect(verdicts(id)).toMatchObject([['2026-02-01', 3_000, 'drifted', 'distance']]);
});

it('keeps what it found when its data cannot be read, and says why', async () => {
  stage.usualMonths();
  const { monitors, made, verdicts, close } = stage.opened();
  const id = await made();
  rmSync(join(stage.root, 'now'), { recursive: true });
  monitors.run(id);
  await monitors.settled();
  expect([verdicts(id).length, monitors.get(id).standing.failure?.detail.reason]).toEqual([3, 'data-gone']);
  close(true);
  expect(() => monitors.run(id)).toThrow(/unreachable/);
  expect(monitors.list()).toEqual([]);
});

it('counts what can be read beside a file that cannot, and names that one', async () => {
  stage.usualMonths();
  writeFileSync(join(stage.root, 'now', '05.csv'), 'time,distance,origin\n2026-05-01T00:00,"1,A');
  const { monitors, made, verdicts } = stage.opened();
  const id = await made();
  expect(verdicts(id)).toHaveLength(3);
  const { failure: why } = monitors.get(id).standing;
  expect([why?.code, why?.detail.values?.['file']]).toEqual(['invalid', expect.stringContaining('05.csv')]);
  rmSync(join(stage.root, 'now', '05.csv'));
  monitors.run(id);
  await monitors.settled();
  expect(monitors.get(id).standing.failure).toBe(null);
});

it('looks by itself when its time has come, and only while its place is open', async () => {
  stage.usualMonths();
  let now = NOW;
  const { monitors, made, close } = stage.opened(() => now);
  const id = await made({ everyMinutes: 60 });
  expect(monitors.get(id).standing.nextRunAt).toBe(NOW + 3_600_000);
  now += 3_600_000;
  close(true);
  monitors.opened();
  await monitors.settled();
  expect(monitors.get(id).standing.lastRunAt).toBe(NOW);
  close(false);
  monitors.opened();
  await monitors.settled();
  expect(monitors.get(id).standing.lastRunAt).toBe(now);
});

it('reads again for an exact report, which agrees with its counts', async () => {
  stage.usualMonths();
  const { monitors, made, views, sources } = stage.opened();
  const id = await made();
  const span = { id, from: Date.parse('2026-03-01'), to: Date.parse('2026-04-01'), slice: null };
  const exact = await exactReport(span, monitors, sources, NEVER);
  const counted = await views.column({ ...span, column: 'distance' }, NEVER);
  const own = exact.columns.find(({ name }) => name === 'distance');
  expect([exact.verdict, exact.current.rows, own?.measures.psi]).toEqual(['drifted', 3_000, counted.measures.psi]);
  expect(own?.measures.ks?.d).toBeGreaterThanOrEqual(counted.measures.ks?.d ?? 1);
  await expect(exactReport({ ...span, from: 0, to: 1 }, monitors, sources, NEVER)).rejects.toThrow(/data-none/);
});

it('reports of a month what the command line says of the files of that month, as JSON and as a page, number by number', async () => {
  stage.usualMonths();
  const { monitors, made, sources } = stage.opened();
  const id = await made();
  const exact = await exactReport({ id, from: Date.parse('2026-03-01'), to: Date.parse('2026-04-01'), slice: null }, monitors, sources, NEVER);
  const at = (name: string) => join(stage.folder, name);
  await saveReport(exact, 'json', at('window.json'), 'en');
  await saveReport(exact, 'html', at('window.html'), 'en');
  writeFileSync(at('config.json'), JSON.stringify(exact.config));
  vi.spyOn(process.stdout, 'write').mockImplementation(() => true);
  const typed = ['--reference', join(stage.root, 'reference.csv'), '--current', join(stage.root, 'now/03.csv'), '--config', at('config.json')];
  for (const out of ['typed.json', 'typed.html']) expect(await drift(parseArguments(['drift', ...typed, '--out', at(out)]))).toBe(1);
  vi.restoreAllMocks();
  const read = (name: string): unknown => JSON.parse(readFileSync(at(name), 'utf8'));
  const [window, command] = [driftReportSchema.parse(read('window.json')), driftReportSchema.parse(read('typed.json'))];
  const told = ({ verdict, columns, config_digest, reference }: DriftReport) => ({ verdict, columns, config_digest, reference: reference.digest });
  expect(told(window)).toEqual(told(command));
  const numbers = (name: string) => readFileSync(at(name), 'utf8').match(/<data [^>]*>|data-verdict="[a-z-]+"|<path class="(?:reference|current)[^>]*>/g);
  expect(numbers('window.html')).toEqual(numbers('typed.html'));
  expect(numbers('window.html')?.length).toBeGreaterThan(30);
});

it('tells what a source holds before there is a monitor of it', async () => {
  stage.usualMonths();
  const { sources } = stage.opened();
  expect(await peek(files('now/*.csv', null), sources, NEVER)).toMatchObject({ times: ['time'], files: 3, first: Date.parse('2026-02-01') });
});
