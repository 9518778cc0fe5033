import type { AnalysisMetric, Threshold } from '../../../shared/models/delivery-detail';
import type { z } from 'zod';
import type { ChartPoint } from '../../ui/downsample';
import type { MarkShape } from '../../ui/state-mark';

export type Metric = z.infer<typeof AnalysisMetric>;

/** What can be drawn of a metric: measurements with a number and a time. A single one is a point, none is no chart. */
export function metricPoints({ measurements }: Pick<Metric, 'measurements'>): readonly ChartPoint[] {
  return measurements.flatMap(({ at, value }) => (at === null || value === null ? [] : [{ at, values: [value] }])).toSorted((a, b) => a.at - b.at);
}

const INVERSE: Readonly<Record<z.infer<typeof Threshold>['op'], string>> = { '<': '≥', '<=': '>', '>': '≤', '>=': '<', '==': '≠', '!=': '=' };
const SIGNS: Readonly<Record<z.infer<typeof Threshold>['op'], string>> = { '<': '<', '<=': '≤', '>': '>', '>=': '≥', '==': '=', '!=': '≠' };

/** A threshold as what fails: `fails > 0.05`, whichever way round its condition was written. */
export const failingText = ({ op, passes }: z.infer<typeof Threshold>, value: string): string => `${passes ? INVERSE[op] : SIGNS[op]} ${value}`;

/** A phase as its system says it. What is not known to us is not known, and nothing but success is good. */
export function phaseShape(phase: string): MarkShape {
  switch (phase) {
    case 'Successful':
      return 'ok';
    case 'Failed':
      return 'bad';
    case 'Error':
      return 'warn';
    case 'Inconclusive':
      return 'inconclusive';
    case 'Running':
      return 'running';
    default:
      return 'unknown';
  }
}

export const PHASES = ['Successful', 'Failed', 'Error', 'Inconclusive', 'Running', 'Pending'] as const;
export const knownPhase = (phase: string): (typeof PHASES)[number] | null => PHASES.find((each) => each === phase) ?? null;
