import { createIntl } from 'react-intl';
import { expect, test } from 'vitest';
import { someQuality } from '../../../e2e/peers/some-quality';
import type { ComparisonPoint, FeatureComparison } from '../../../shared/models/arm-comparison';
import { words } from '../../../shared/words/all-words';
import { overall, pointText, worstOf } from './comparison-text';

const intl = createIntl({ locale: 'en', messages: words.en });
const say: Parameters<typeof pointText>[1] = (id, values) => String(intl.formatMessage({ id }, values));
const part = (some: number, total: number) => ({ part: some, total });
const quality = someQuality({ lag: { p50: 20_000, p95: 31_000 }, repeated: 1, contradicting: 2 });

test('quality is told with how many labels there are, how late they come, and its margin on the side where it is worse', () => {
  const { text, more, drawn } = pointText(quality, say, intl);
  expect(text).toBe('AUC 0.614 against 0.772');
  expect(more).toEqual([
    'provisional: 36% and 34% of the answers have a label',
    'labels come after 20 sec, 95 of 100 within 31 sec',
    '1 label came again',
    '2 rows are left out: their labels contradict one another',
  ]);
  expect(drawn).toMatchObject({ value: -0.157, limit: -0.02, none: 0, limitText: 'margin -0.02' });
});

test('the slice that is worst is told with of how many, beside what all of them say', () => {
  const slice = {
    feature: 'origin',
    value: 'ORD',
    rows: { stable: 900, candidate: 240 },
    difference: { value: -0.21, low: -0.3, high: -0.12 },
    of: 12,
    verdict: 'fail',
  } as const;
  const { more } = pointText({ ...quality, slice }, say, intl);
  expect(more.at(-1)).toBe('worst of 12 slices, \u2068origin = ORD\u2069: -0.21 (-0.3 to -0.12), beyond the margin');
  expect(pointText({ ...quality, slice: { ...slice, of: 1, verdict: 'inconclusive' } }, say, intl).more.at(-1)).toBe(
    'worst of 1 slice, \u2068origin = ORD\u2069: -0.21 (-0.3 to -0.12)',
  );
});

test('what is open says why and how many would decide, before anything else', () => {
  const open: ComparisonPoint = {
    id: 'errors',
    verdict: 'inconclusive',
    reason: 'few-requests',
    needed: 700,
    arms: { stable: part(0, 0), candidate: part(0, 3) },
    difference: null,
    fresh: [],
  };
  expect(pointText(open, say, intl)).toEqual({
    text: '0% against –',
    more: ['too few requests to judge by', 'about 700 of the candidate would decide'],
    drawn: null,
  });
});

test('one that fails decides; else what is open does', () => {
  const point = (verdict: ComparisonPoint['verdict']): ComparisonPoint => ({ ...quality, verdict });
  expect(overall([point('pass'), point('inconclusive'), point('fail')])).toEqual({ verdict: 'fail', count: 1 });
  expect(overall([point('inconclusive'), point('inconclusive'), point('pass')])).toEqual({ verdict: 'inconclusive', count: 2 });
});

test('the feature that fails is shown, however large the index of another is', () => {
  const feature = (name: string, verdict: FeatureComparison['verdict'], value: number): FeatureComparison => ({
    name,
    rows: { stable: 1, candidate: 1 },
    verdict,
    reason: null,
    psi: { value, low: 0, high: 1 },
    byChance: 0,
    bins: 3,
    p: 1,
    missing: { stable: part(0, 1), candidate: part(0, 1) },
    beyond: part(0, 1),
    distribution: null,
  });
  expect(worstOf([feature('a', 'inconclusive', 0.3), feature('b', 'fail', 0.1), feature('c', 'pass', 0.01)])?.name).toBe('b');
  expect(worstOf([])).toBeNull();
});
