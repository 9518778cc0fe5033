import fc from 'fast-check';
import { expect, test } from 'vitest';
import { numberColumn } from '../../../../e2e/peers/some-columns';
import { type DriftConfig, driftConfigSchema } from '../../../../shared/models/drift-config';
import { type ColumnReport, type DriftReport, driftReportSchema } from '../../../../shared/models/drift-report';
import { judgeReport } from './judge-report';
import type { MeasuredColumn } from './measured-column';
import { isDriftReasonId } from '../../../../shared/models/drift-reasons';

const SIDE = { name: 'a', digest: 'd', rows: 0, files: [] };
const config = (over: Partial<DriftConfig> = {}): DriftConfig => driftConfigSchema.parse(over);

function report(columns: readonly MeasuredColumn[], over: Partial<DriftConfig> = {}): DriftReport {
  const found = judgeReport({ reference: SIDE, current: SIDE, config: config(over), configDigest: 'c', columns });
  // Whatever the columns are like, it is a report: no number in it is infinite, and every reason has words.
  expect(driftReportSchema.parse(JSON.parse(JSON.stringify(found)))).toEqual(found);
  for (const column of found.columns) for (const { id } of [...column.reasons, ...Object.values(column.absent)]) expect(isDriftReasonId(id)).toBe(true);
  return found;
}
function only(column: MeasuredColumn, over: Partial<DriftConfig> = {}): ColumnReport {
  const [found] = report([column], over).columns;
  if (!found) throw new Error('there is no column');
  return found;
}
const reasons = ({ reasons: all }: ColumnReport): string[] => all.map(({ id }) => id);

type Over = Partial<MeasuredColumn>;

/** Numbers as a scan hands them over: null and what is not finite is missing. */
function numbers(reference: readonly (number | null)[], current: readonly (number | null)[], over: Over = {}): MeasuredColumn {
  const held = (side: readonly (number | null)[]) =>
    Float64Array.from(side.filter((value): value is number => value !== null && Number.isFinite(value))).toSorted();
  const notFinite = (side: readonly (number | null)[]) => side.filter((value) => value !== null && !Number.isFinite(value)).length;
  const rows = { reference: reference.length, current: current.length };
  const column = numberColumn('x', { reference: held(reference), current: held(current) }, rows);
  return { ...column, notFinite: { reference: notFinite(reference), current: notFinite(current) }, ...over };
}

function categories(reference: readonly number[], current: readonly number[], over: Over = {}): MeasuredColumn {
  const total = (counts: readonly number[]) => counts.reduce((sum, count) => sum + count, 0);
  return {
    name: 'c',
    type: 'category',
    rows: { reference: total(reference), current: total(current) },
    missing: { reference: 0, current: 0 },
    notFinite: { reference: 0, current: 0 },
    fault: null,
    bins: { kind: 'categories', values: reference.map((_, at) => `v${at}`), other: false },
    counts: { reference, current },
    values: null,
    newCategories: { rows: 0, once: 0, twice: 0 },
    outOfRange: null,
    ...over,
  };
}

const ramp = (count: number, from = 0, step = 1): number[] => Array.from({ length: count }, (_, at) => from + at * step);
const SAME = numbers(ramp(1_000), ramp(1_000, 0.5));

test('what is large and no chance is drifted; what is the same is not; the report says the worst of its columns', () => {
  const moved = numbers(ramp(1_000), ramp(1_000, 300), { name: 'moved' });
  const both = report([SAME, moved]);
  expect(both.verdict).toBe('drifted');
  const [same, other] = both.columns;
  expect(same?.verdict).toBe('not-drifted');
  expect(same && reasons(same)).toEqual(['distribution-close']);
  expect(other?.verdict).toBe('drifted');
  expect(other?.decided_by).toEqual({ measure: 'ks', value: 0.3, threshold: 0.1 });
  expect(other?.measures.ks?.method).toBe('exact');
  expect(other?.measures.ks?.p_adjusted).toBe((other?.measures.ks?.p ?? 0) * 2);
  expect(other?.measures.chi2?.p_adjusted).toBeNull();
  expect(other?.measures.wasserstein?.raw).toBe(300);
  expect(other?.aspects).toEqual({ distribution: 'drifted', missing: 'not-drifted', new_categories: 'not-drifted', range: 'drifted' });
  expect(report([SAME]).verdict).toBe('not-drifted');
  expect(report([]).verdict).toBe('insufficient');
  expect(report([SAME, numbers([], [], { name: 'empty' })]).verdict).toBe('insufficient');
  expect(report([moved, numbers([], [], { name: 'empty' })]).verdict).toBe('drifted');
});

test('a small change of many rows is there, and not drift; the same size of few rows is not told apart from chance', () => {
  const small = categories([50_000, 50_000], [51_000, 49_000]);
  expect(only(small).verdict).toBe('not-drifted');
  expect(reasons(only(small))).toEqual(['distribution-small']);
  const even = Array.from({ length: 100 }, () => 6);
  const noisy = only(
    categories(
      even,
      even.map((_, at) => (at % 2 === 0 ? 8 : 4)),
    ),
  );
  expect(noisy.measures.js).toBeGreaterThan(0.1);
  expect(noisy.verdict).toBe('insufficient');
  expect(reasons(noisy)).toContain('distribution-by-chance');
});

test('categories that are expected twice are too rare for a test, whatever their distance', () => {
  const even = Array.from({ length: 400 }, () => 2);
  const found = only(
    categories(
      even,
      even.map((_, at) => (at % 2 === 0 ? 3 : 1)),
    ),
  );
  expect(found.measures.chi2).toBeNull();
  expect([found.verdict, ...reasons(found)]).toEqual(['insufficient', 'no-p-value']);
});

test('fewer rows than are needed are never judged, however far apart', () => {
  const found = only(numbers(ramp(499), ramp(2_000, 1e6)));
  expect(found.verdict).toBe('insufficient');
  expect(found.reasons[0]).toEqual({ id: 'rows-too-few', values: { side: 'reference', rows: 499, needed: 500 } });
  expect(found.measures.ks?.d).toBe(1);
  expect(found.measures.ks?.p_adjusted).toBeNull();
  expect(only(numbers(ramp(499), ramp(2_000, 1e6)), { rowsMin: 100 }).verdict).toBe('drifted');
  expect(only(numbers([1], [1], {})).verdict).toBe('insufficient');
});

test('p-values of columns that have too few rows do not count against those of the others', () => {
  const moved = numbers(ramp(600), ramp(600, 72));
  const few = Array.from({ length: 30 }, (_, at) => numbers(ramp(10), ramp(10), { name: `few ${at}` }));
  const [found] = report([moved, ...few]).columns;
  expect(found?.measures.ks?.p_adjusted).toBe(found?.measures.ks?.p);
  expect(found?.verdict).toBe('drifted');
});

test('missing values are a verdict of their own, which no distance sees', () => {
  const found = only(numbers(ramp(1_000), [...ramp(1_000), ...Array.from({ length: 400 }, () => null)]));
  expect(found.measures.ks?.d).toBe(0);
  expect(found.aspects).toEqual({ distribution: 'not-drifted', missing: 'drifted', new_categories: 'not-drifted', range: 'not-drifted' });
  expect(found.verdict).toBe('drifted');
  expect(found.null_rate_current).toBeCloseTo(2 / 7, 12);
  expect(reasons(found)[0]).toBe('missing-changed');
});

test('a column that lost all its values has drifted in what is missing; what was never there is insufficient', () => {
  const gone = only(numbers(ramp(1_000), Array(1_000).fill(null)));
  expect(gone.verdict).toBe('drifted');
  expect(gone.aspects.distribution).toBe('insufficient');
  expect(reasons(gone)).toEqual(['missing-changed', 'all-missing']);
  expect(gone.absent['ks']).toEqual({ id: 'all-missing', values: { side: 'current' } });
  const never = only(numbers(Array(1_000).fill(null), Array(1_000).fill(null)));
  expect(never.verdict).toBe('insufficient');
  expect(never.aspects.missing).toBe('not-drifted');
  expect(never.false_alarm_rate).toBeNull();
  const empty = only(numbers(ramp(1_000), []));
  expect(empty.verdict).toBe('insufficient');
  expect(empty.absent['psi']).toEqual({ id: 'side-empty', values: { side: 'current' } });
  expect(empty.null_rate_current).toBeNull();
});

test('NaN and infinities count as missing, and are said', () => {
  const found = only(numbers(ramp(1_000), [...ramp(900), ...Array(60).fill(Number.NaN), ...Array(40).fill(Number.POSITIVE_INFINITY)]));
  expect(found.null_rate_current).toBe(0.1);
  expect(found.verdict).toBe('drifted');
  expect(found.reasons).toContainEqual({ id: 'values-not-finite', values: { side: 'current', rows: 100 } });
  expect(found.measures.wasserstein?.raw).toBeGreaterThan(0);
});

test('constant columns: the same constant is not drifted, another one is, and nothing is divided by their spread', () => {
  const constant = (value: number) => Array.from({ length: 1_000 }, () => value);
  const same = only(numbers(constant(7), constant(7)));
  expect(same.verdict).toBe('not-drifted');
  expect(same.measures).toMatchObject({ ks: { d: 0, p: 1 }, psi: 0, js: 0, chi2: null, cramers_v: null, wasserstein: { raw: 0, normalised: null } });
  expect(same.absent).toMatchObject({ chi2: { id: 'one-bin' }, wasserstein: { id: 'no-spread' } });
  expect(only(numbers(constant(7), constant(8))).verdict).toBe('drifted');
  expect(only(categories([1_000], [1_000])).verdict).toBe('not-drifted');
});

test('hard numbers: the largest of both signs, neighbours, heavy ties', () => {
  const huge = [-1.7e308, 1.7e308];
  const found = only(
    numbers(
      ramp(1_000).map((at) => huge[at % 2] ?? 0),
      ramp(1_000).map(() => 1.7e308),
    ),
  );
  expect(found.measures.wasserstein).toEqual({ raw: 1.7e308, normalised: 1 });
  expect(found.verdict).toBe('drifted');
  const apart = only(
    numbers(
      ramp(1_000).map(() => -1.7e308),
      ramp(1_000).map(() => 1.7e308),
    ),
  );
  expect(apart.measures.wasserstein).toBeNull();
  expect(apart.absent['wasserstein']).toEqual({ id: 'not-finite', values: {} });
  expect(apart.verdict).toBe('drifted');
  const ulp = only(
    numbers(
      ramp(1_000).map(() => 1),
      ramp(1_000).map(() => 1 + Number.EPSILON),
    ),
  );
  expect(ulp.measures.ks?.d).toBe(1);
  const ties = only(
    numbers(
      ramp(1_000).map((at) => (at < 990 ? 0 : at)),
      ramp(1_000).map((at) => (at < 990 ? 0 : at)),
    ),
  );
  expect(ties.verdict).toBe('not-drifted');
});

test('only new categories; and names that are all different on both sides, where nothing changed', () => {
  const fresh = only(
    categories([600, 400, 0], [0, 0, 1_000], {
      bins: { kind: 'categories', values: ['a', 'b'], other: true },
      newCategories: { rows: 1_000, once: 0, twice: 0 },
    }),
  );
  expect(fresh.verdict).toBe('drifted');
  expect(fresh.measures.js).toBe(1);
  expect(fresh.measures.new_category_share).toBe(1);
  expect(fresh.aspects.new_categories).toBe('drifted');
  const names = only(categories([1e6], [1e6], { bins: { kind: 'categories', values: [], other: true }, newCategories: { rows: 1e6, once: 1e6, twice: 0 } }));
  expect(names.aspects).toEqual({ distribution: 'insufficient', missing: 'not-drifted', new_categories: 'not-drifted', range: 'not-drifted' });
  expect(reasons(names)).toEqual(['mostly-other', 'new-by-chance']);
});

test('rows out of range are a verdict of their own', () => {
  const found = only(numbers(ramp(1_000), [...ramp(970), ...ramp(30, 5_000)]));
  expect(found.measures.out_of_range_share).toBe(0.03);
  expect(found.aspects).toEqual({ distribution: 'not-drifted', missing: 'not-drifted', new_categories: 'not-drifted', range: 'drifted' });
  expect(found.verdict).toBe('drifted');
  expect(only(numbers(ramp(1_000), [...ramp(970), ...ramp(30, 5_000)]), { outOfRange: 0.05 }).verdict).toBe('not-drifted');
});

test('a fault of one column is said of that column, and the others are judged', () => {
  const fault = { id: 'types-differ', values: { reference: 'BIGINT', current: 'VARCHAR' } };
  const broken = categories([], [], { name: 'broken', fault, bins: null, type: null });
  const found = report([SAME, broken, numbers(ramp(1_000), ramp(1_000, 400), { name: 'moved' })]);
  expect(found.columns.map(({ verdict }) => verdict)).toEqual(['not-drifted', 'insufficient', 'drifted']);
  expect(found.columns[1]?.reasons).toEqual([fault]);
  expect(Object.values(found.columns[1]?.absent ?? {})).toEqual(Array.from({ length: 11 }, () => fault));
  expect(found.columns[1]?.decided_by).toBeNull();
});

test('the measure and threshold that are set decide, and a measure that is not to be had is said', () => {
  const moved = numbers(ramp(1_000), ramp(1_000, 80));
  expect(only(moved, { outOfRange: 1 }).verdict).toBe('not-drifted');
  const set = only(moved, { of: { x: { measure: 'wasserstein', threshold: 0.2, outOfRange: 1 } } });
  expect(set.decided_by?.measure).toBe('wasserstein');
  expect(set.decided_by?.value).toBeCloseTo(80 / Math.sqrt((1_000 ** 2 - 1) / 12), 12);
  expect(set.verdict).toBe('drifted');
  expect(set.measures.ks?.p_adjusted).toBe(set.measures.ks?.p);
  const wrong = only(categories([500, 500], [400, 600]), { of: { c: { measure: 'ks' } } });
  expect(wrong.verdict).toBe('insufficient');
  expect(reasons(wrong)).toEqual(['measure-absent', 'for-numbers']);
  for (const measure of ['psi', 'js', 'hellinger', 'tvd', 'linf', 'cramers_v'] as const) {
    const found = only(categories([500, 500], [300, 700]), { of: { c: { measure, threshold: 0.01 } } });
    expect([found.decided_by?.measure, found.verdict]).toEqual([measure, 'drifted']);
    expect(found.measures.chi2?.p_adjusted).toBe(found.measures.chi2?.p);
  }
});

test('of counts alone D is taken at the edges, and what they cannot tell is not told', () => {
  const whole = numbers(ramp(2_000), ramp(2_000, 500));
  const counted = only({ ...whole, values: null, outOfRange: null });
  const exact = only(whole);
  expect(counted.measures.ks?.d).toBeLessThanOrEqual(exact.measures.ks?.d ?? 0);
  expect(counted.measures.ks?.p).toBeGreaterThanOrEqual(exact.measures.ks?.p ?? 1);
  expect(counted.verdict).toBe('drifted');
  expect(counted.reasons).toContainEqual({ id: 'on-edges', values: { share: 0.05 } });
  expect(counted.absent).toMatchObject({ wasserstein: { id: 'from-counts' }, out_of_range_share: { id: 'from-counts' } });
  expect(counted.measures.psi).toBe(exact.measures.psi);
  expect(counted.aspects.range).toBe('insufficient');
  expect(only({ ...numbers(ramp(2_000), ramp(2_000)), values: null, outOfRange: null }).aspects.range).toBe('not-drifted');
});

test('of many fine bins it is said by how much D may be more, unless that is nothing', () => {
  const whole = numbers(ramp(2_000), ramp(2_000, 500));
  expect(only({ ...whole, bracket: 0.000_4 }).reasons).toContainEqual({ id: 'on-edges', values: { share: 0.000_4 } });
  expect(reasons(only({ ...whole, bracket: 0 }))).not.toContain('on-edges');
});

test('no distance is called a p-value: what decides is a size, and each p stands beside its own statistic', () => {
  const { measures, decided_by } = only(SAME);
  expect(decided_by?.value).toBe(measures.ks?.d);
  expect(Object.keys(measures.ks ?? {}).toSorted()).toEqual(['d', 'method', 'p', 'p_adjusted']);
  expect(Object.keys(measures.chi2 ?? {}).toSorted()).toEqual(['df', 'p', 'p_adjusted', 'statistic']);
});

test('the false-alarm rate that is stated falls with the rows, and is at most four times the level', () => {
  const rate = (rows: number) => only(numbers(ramp(rows), ramp(rows))).false_alarm_rate ?? Number.NaN;
  expect(rate(500)).toBeGreaterThan(rate(5_000));
  expect(rate(500)).toBeLessThan(0.07);
  expect(rate(5_000)).toBeLessThan(1e-9);
  expect(only(categories(Array(400).fill(2), Array(400).fill(2))).false_alarm_rate).toBeLessThanOrEqual(0.2);
});

test('a report does not depend on the order of its columns, nor on that of categories or their names, and is the worst of its columns', () => {
  const counts = fc.array(fc.tuple(fc.nat({ max: 900 }), fc.nat({ max: 900 })), { minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(fc.array(counts, { minLength: 1, maxLength: 6 }), (all) => {
      const columns = all.map((pairs, at) =>
        categories(
          pairs.map(([r]) => r),
          pairs.map(([, c]) => c),
          { name: `c${at}` },
        ),
      );
      const turned = columns.map((column) => ({
        ...column,
        bins: { kind: 'categories' as const, values: column.counts.reference.map((_, at) => `other ${at}`), other: false },
        counts: { reference: column.counts.reference.toReversed(), current: column.counts.current.toReversed() },
      }));
      const [found, other] = [report(columns), report(turned.toReversed())];
      expect(other.verdict).toBe(found.verdict);
      expect(other.columns.toReversed().map(({ verdict }) => verdict)).toEqual(found.columns.map(({ verdict }) => verdict));
      const verdicts = found.columns.map(({ verdict }) => verdict);
      expect(found.verdict).toBe(verdicts.includes('drifted') ? 'drifted' : verdicts.includes('insufficient') ? 'insufficient' : 'not-drifted');
      for (const { verdict, decided_by, measures } of found.columns) {
        if (verdict !== 'drifted') continue;
        expect(decided_by?.value).toBeGreaterThanOrEqual(decided_by?.threshold ?? 1);
        expect(measures.chi2?.p_adjusted).toBeLessThan(0.05);
        expect(measures.chi2?.p_adjusted).toBeGreaterThanOrEqual(measures.chi2?.p ?? 1);
      }
    }),
    { seed: 2001, numRuns: 60 },
  );
});
