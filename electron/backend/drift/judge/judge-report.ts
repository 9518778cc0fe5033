import { benjaminiHochberg } from '../../../../shared/drift/benjamini-hochberg';
import type { DriftConfig } from '../../../../shared/models/drift-config';
import type { DriftReport, ReportSide } from '../../../../shared/models/drift-report';
import { judgeColumn, weighColumn, type WeighedColumn, worstOf } from './judge-column';
import type { MeasuredColumn } from './measured-column';
import type { Significance } from './significance';

export type ToJudge = {
  readonly reference: ReportSide;
  readonly current: ReportSide;
  readonly config: DriftConfig;
  readonly configDigest: string;
  /** In the order of the report. */
  readonly columns: readonly MeasuredColumn[];
};

/** Measures and verdicts of all columns, and the one of the report: drifted where any column is; else insufficient where any is, or where there is none. */
export function judgeReport({ reference, current, config, configDigest, columns }: ToJudge): DriftReport {
  const weighed = columns.map((column) => weighColumn(column, config));
  const adjusted = {
    distribution: adjust(weighed, 'distribution'),
    missing: adjust(weighed, 'missing'),
    new_categories: adjust(weighed, 'new_categories'),
    range: adjust(weighed, 'range'),
  };
  const judged = weighed.map((one, at) =>
    judgeColumn(
      one,
      {
        distribution: adjusted.distribution[at] ?? null,
        missing: adjusted.missing[at] ?? null,
        new_categories: adjusted.new_categories[at] ?? null,
        range: adjusted.range[at] ?? null,
      },
      config,
    ),
  );
  return {
    schema: 'pilothouse.drift-report/1',
    reference,
    current,
    config,
    config_digest: configDigest,
    verdict: judged.length === 0 ? 'insufficient' : worstOf(judged.map(({ verdict }) => verdict)),
    columns: judged,
  };
}

/** Over the columns that the test counts for; each stays in its place. */
function adjust(weighed: readonly WeighedColumn[], aspect: keyof Significance): (number | null)[] {
  const values = weighed.map(({ p }) => p[aspect]);
  const adjusted = benjaminiHochberg(values.filter((p) => p !== null));
  let next = 0;
  return values.map((p) => (p === null ? null : (adjusted[next++] ?? null)));
}
