import type { IntlShape } from 'react-intl';
import type { Verdict } from '../../../shared/drift/verdict';
import type { ArmsDrift } from '../../../shared/models/arms-drift';
import type { WorstColumn } from '../../../shared/models/drift-monitor';
import type { DriftVerdict } from '../../../shared/models/drift-report';
import type { DriftWords } from '../../../shared/words/drift-words';

/** A verdict of drift as one of the points of a comparison. */
export const POINT_VERDICTS: Readonly<Record<DriftVerdict, Verdict>> = { drifted: 'fail', insufficient: 'inconclusive', 'not-drifted': 'pass' };

/** Of all sides the column that is furthest. */
export const furthestOf = ({ sides }: Pick<ArmsDrift, 'sides'>): WorstColumn | null =>
  sides.flatMap(({ furthest }) => furthest ?? []).toSorted((a, b) => b.ratio - a.ratio)[0] ?? null;

/** Who reads “at most” wants no ten digits. */
const RATE_LEAST = 1e-4;
/** What a verdict that is no distance tells. */
const SHARES = {
  distribution: 'drift.aspect.distribution',
  missing: 'drift.measure.missing',
  new_categories: 'drift.measure.new_category_share',
  range: 'drift.measure.out_of_range_share',
} as const;

export type ArmsDriftText = {
  readonly text: string;
  readonly more: readonly string[];
  readonly drawn: { readonly value: number; readonly limit: number; readonly limitText: string; readonly description: string } | null;
};

/** What a monitor says of both arms, in words; `time`: since when. */
export function armsDriftText(told: ArmsDrift, { say, number, share }: DriftWords, intl: Pick<IntlShape, 'formatNumber'>, time: string): ArmsDriftText {
  const { open, rows, sides, reference, rowsMin } = told;
  const furthest = furthestOf(told);
  const why = open === null ? [] : [say(`compare.drift.open.${open}`, { count: rowsMin })];
  const alarms = sides.flatMap(({ falseAlarms }) => falseAlarms ?? []);
  const rate = alarms.reduce((sum, one) => sum + one, RATE_LEAST);
  const more = [
    ...why,
    ...sides.map(({ role, verdict, columns, drifted, insufficient }) => say('compare.drift.side', { role, verdict, columns, drifted, insufficient })),
    ...(rows.stable + rows.candidate > 0 ? [say('compare.drift.rows', { ...rows, time })] : []),
    ...(reference ? [say('compare.drift.reference', reference)] : []),
    ...(alarms.length > 0
      ? [say('compare.drift.alarms', { rate: intl.formatNumber(Math.min(1, rate), { style: 'percent', maximumSignificantDigits: 2 }) })]
      : []),
  ];
  if (!furthest) return { text: say('compare.drift.text.none'), more, drawn: null };
  const { aspect, measure, column, value, threshold } = furthest;
  // A change of a share, where it is no distance.
  const tell = measure === null ? share : number;
  const [found, limit] = [tell(value, threshold), tell(threshold)];
  return {
    text: say('compare.drift.text', { measure: say(measure === null ? SHARES[aspect] : `drift.measure.${measure}`), value: found, column }),
    more,
    drawn: {
      value,
      limit: threshold,
      limitText: say('compare.drift.threshold', { threshold: limit }),
      description: say('compare.drift.drawn', { value: found, threshold: limit }),
    },
  };
}
