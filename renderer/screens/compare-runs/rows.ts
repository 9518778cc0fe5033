import type { Output } from '../../../shared/api/api';
import type { MetricValue } from '../../../shared/models/run';

export type Comparison = Output<'runs.compare'>;
export type CompareRow = {
  /** With its kind: a metric and a parameter may bear one name. */
  readonly id: string;
  readonly kind: 'param' | 'metric' | 'input';
  readonly key: string;
  readonly differ: boolean;
  /** One per run, in their order. */
  readonly values: readonly (MetricValue | string | null)[];
  /** Which of the values are the greatest and the least, where they are numbers that differ. */
  readonly most: number | null;
  readonly least: number | null;
};
export const GROUPS = ['differs', 'metrics', 'data', 'same'] as const;
export type Group = (typeof GROUPS)[number];

function extreme(values: readonly (MetricValue | string | null)[], sign: 1 | -1): number | null {
  let best = -1;
  let count = 0;
  for (const [index, value] of values.entries()) {
    if (typeof value !== 'number') continue;
    count += 1;
    const held = values[best];
    if (typeof held !== 'number' || sign * (value - held) > 0) best = index;
  }
  return count > 1 && best >= 0 ? best : null;
}

/** The rows below their headings: what people look for first is what differs. */
export function compareRows({ params, metrics, inputs }: Comparison, find: string): Readonly<Record<Group, readonly CompareRow[]>> {
  const asked = find.trim().toLowerCase();
  const fits = (key: string) => asked === '' || key.toLowerCase().includes(asked);
  const plain = { most: null, least: null } as const;
  const ofParams = params
    .filter(({ key }) => fits(key))
    .map(({ key, values, differ }): CompareRow => ({ id: `param ${key}`, kind: 'param', key, differ, values, ...plain }));
  return {
    differs: ofParams.filter(({ differ }) => differ),
    metrics: metrics
      .filter(({ key }) => fits(key))
      .map(({ key, values, differ }) => ({
        id: `metric ${key}`,
        kind: 'metric',
        key,
        differ,
        values,
        most: differ ? extreme(values, 1) : null,
        least: differ ? extreme(values, -1) : null,
      })),
    data: inputs
      .filter(({ name }) => fits(name))
      .map(({ name, digests, differ }) => ({ id: `input ${name}`, kind: 'input', key: name, differ, values: digests, ...plain })),
    same: ofParams.filter(({ differ }) => !differ),
  };
}
