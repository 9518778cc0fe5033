import type { AnalysisMetric, Threshold } from '../../../shared/models/delivery-detail';
import type { z } from 'zod';
import type { ChartPoint } from '../../ui/downsample';
import type { MarkShape } from '../../ui/state-mark';

export type Metric = z.infer<typeof AnalysisMetric>;

/** What can be drawn of a metric: measurements with a number and a time. A single one is a point, none is no chart. */
export function metricPoints({ measurements }: Pick<Metric, 'measurements'>): readonly ChartPoint[] {
  return measurements.flatMap(({ at, value }) => (at === null || value === null ? [] : [{ at, values: [value] }])).toSorted((a, b) => a.at - b.at);
}

const SIGNS: Readonly<Record<z.infer<typeof Threshold>['op'], string>> = { '<': '<', '<=': '≤', '>': '>', '>=': '≥', '==': '=', '!=': '≠' };

/** A threshold as its condition has it: `≥ 0.95`. What does not pass has not failed yet, where there is a condition for failing too. */
export const limitText = ({ op }: z.infer<typeof Threshold>, value: string): string => `${SIGNS[op]} ${value}`;

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
