import type { IntlShape } from 'react-intl';
import { together } from '../../../shared/drift/verdict';
import { type ComparisonPoint, type FeatureComparison, MARGINS, type PointOf } from '../../../shared/models/arm-comparison';
import { spanText } from '../../ui/time-text';
import type { useWords } from '../../ui/use-words';

type Say = ReturnType<typeof useWords>;
type Found = { readonly value: number; readonly low: number; readonly high: number };

type Format = (value: number) => string;

/** An interval with where nothing differs and where it is too much, in the direction in which more is at the right. */
export type Drawn = Found & {
  readonly none: number;
  readonly limit: number;
  readonly limitText: string;
  readonly format: Format /** Without its unit. */;
  readonly plain: Format;
};
export type PointText = {
  readonly text: string;
  /** What is beside it to know, one a line. */
  readonly more: readonly string[];
  readonly drawn: Drawn | null;
};

/** What all points say together, and how many say so. */
export function overall(points: readonly Pick<ComparisonPoint, 'verdict'>[]): { readonly verdict: ComparisonPoint['verdict']; readonly count: number } {
  const verdict = together(points.map((point) => point.verdict));
  return { verdict, count: points.filter((point) => point.verdict === verdict).length };
}

/** The feature that differs most; it decides. */
export const worstOf = (features: readonly FeatureComparison[]): FeatureComparison | null =>
  features.toSorted((a, b) => rank(b) - rank(a) || (b.psi?.value ?? 0) - (a.psi?.value ?? 0))[0] ?? null;
const rank = ({ verdict }: FeatureComparison): number => (verdict === 'fail' ? 2 : verdict === 'inconclusive' ? 1 : 0);

const points = (value: number): number => value * 100;

/** What a point found, in words and as an interval. */
export function pointText(point: ComparisonPoint, say: Say, intl: IntlShape): PointText {
  const told = textOf(point, say, intl);
  const why = point.reason === null ? [] : [say(`compare.open.${point.reason}`)];
  const isCounted = point.id !== 'enough' && point.reason !== null && point.needed !== null;
  return { ...told, more: [...why, ...(isCounted ? [say('compare.needed', { count: point.needed ?? 0 })] : []), ...told.more] };
}

function textOf(point: ComparisonPoint, say: Say, intl: IntlShape): PointText {
  const number = (value: number, digits = 2) => intl.formatNumber(value, { maximumSignificantDigits: digits });
  const percent = (value: number) => intl.formatNumber(value, { style: 'percent', maximumFractionDigits: value !== 0 && value < 0.1 ? 2 : 0 });
  const part = ({ part: some, total }: { readonly part: number; readonly total: number }) => (total === 0 ? '–' : percent(some / total));
  const bare = (value: number) => intl.formatNumber(points(value), { maximumFractionDigits: 2, signDisplay: 'exceptZero' });
  const inPoints = (value: number) => say('compare.points', { value: bare(value) });
  const margin = (value: number) => say('compare.margin', { margin: inPoints(value) });
  switch (point.id) {
    case 'enough': {
      const { requests, moreMs } = point;
      const text = say('compare.enough.text', { candidate: intl.formatNumber(requests.candidate), stable: intl.formatNumber(requests.stable) });
      return { text, more: moreMs !== null && moreMs > 0 ? [say('compare.enough.more', { span: spanText(intl, moreMs) })] : [], drawn: null };
    }
    case 'inputs':
    case 'predictions': {
      const worst = worstOf(point.features);
      if (!worst?.psi) return { text: '–', more: [], drawn: null };
      const text = say('compare.psi.text', { psi: number(worst.psi.value), bins: worst.bins, name: worst.name });
      const limitText = say('compare.limit', { limit: number(MARGINS.psi) });
      return { text, more: [], drawn: { ...worst.psi, none: 0, limit: MARGINS.psi, limitText, format: number, plain: number } };
    }
    case 'errors': {
      const { arms, difference } = point;
      const text = say('compare.against-text', { candidate: part(arms.candidate), stable: part(arms.stable) });
      return {
        text,
        more: [],
        drawn: difference && { ...difference, none: 0, limit: MARGINS.errors, limitText: margin(MARGINS.errors), format: inPoints, plain: bare },
      };
    }
    case 'answers': {
      const { refused, empty, refusedMore, emptyMore } = point;
      const text = say('compare.answers.text', { refused: part(refused.candidate), empty: empty ? part(empty.candidate) : say('compare.answers.unknown') });
      const [worse] = [refusedMore, emptyMore].filter((each) => each !== null).toSorted((a, b) => b.high - a.high);
      return {
        text,
        more: [],
        drawn: worse ? { ...worse, none: 0, limit: MARGINS.answers, limitText: margin(MARGINS.answers), format: inPoints, plain: bare } : null,
      };
    }
    case 'latency': {
      const p95 = point.quantiles.find(({ quantile }) => quantile === 'p95');
      const ms = (value: number | null | undefined) => (typeof value === 'number' ? say('services.ms', { ms: number(value, 3) }) : '–');
      const text = say('compare.against-text', { candidate: ms(p95?.ms.candidate), stable: ms(p95?.ms.stable) });
      const times = (value: number) => `× ${number(value, 3)}`;
      const limitText = say('compare.limit', { limit: times(MARGINS.latency) });
      return {
        text,
        more: [],
        drawn: p95?.ratio ? { ...p95.ratio, none: 1, limit: MARGINS.latency, limitText, format: times, plain: (value) => number(value, 3) } : null,
      };
    }
    case 'quality':
      return qualityText(point, say, intl, { number, percent, part });
  }
}

type Formats = {
  readonly number: (value: number, digits?: number) => string;
  readonly percent: (value: number) => string;
  readonly part: (of: { readonly part: number; readonly total: number }) => string;
};

function qualityText(point: PointOf<'quality'>, say: Say, intl: IntlShape, { number, percent, part }: Formats): PointText {
  const { metric, arms, difference, margin, accuracy, slice, labelled, lag } = point;
  if (metric === null) return { text: '–', more: countsOf(point, say), drawn: null };
  const shown = (found: Found | null, isShare: boolean) => (found === null ? '–' : isShare ? percent(found.value) : number(found.value, 3));
  const two = (of: typeof arms, isShare: boolean) => ({ candidate: shown(of.candidate, isShare), stable: shown(of.stable, isShare) });
  const signed = (value: number) => intl.formatNumber(value, { maximumSignificantDigits: 2, signDisplay: 'exceptZero' });
  const isLess = metric !== 'mae';
  const limit = margin === null ? null : isLess ? -margin : margin;
  const more = [
    ...(accuracy ? [say('compare.quality.accuracy', two(accuracy, true))] : []),
    say('compare.quality.provisional', { candidate: part(labelled.candidate), stable: part(labelled.stable) }),
    ...(lag ? [say('compare.quality.lag', { middle: spanText(intl, lag.p50), most: spanText(intl, lag.p95) })] : []),
    ...countsOf(point, say),
    ...(slice ? [say('compare.quality.slice', sliceValues(slice, signed))] : []),
  ];
  return {
    text: say(`compare.quality.text.${metric}`, two(arms, metric === 'accuracy')),
    more,
    drawn:
      difference && limit !== null
        ? { ...difference, none: 0, limit, limitText: say('compare.margin', { margin: signed(limit) }), format: signed, plain: signed }
        : null,
  };
}

const sliceValues = ({ feature, value, difference, of, verdict }: NonNullable<PointOf<'quality'>['slice']>, signed: (value: number) => string) => ({
  of,
  feature,
  value,
  difference: signed(difference.value),
  low: signed(difference.low),
  high: signed(difference.high),
  verdict,
});

const COUNTS = ['repeated', 'contradicting', 'unreadable', 'unmatched'] as const;
const countsOf = (point: PointOf<'quality'>, say: Say): string[] =>
  COUNTS.flatMap((of) => (point[of] > 0 ? [say(`compare.quality.${of}`, { count: point[of] })] : []));
