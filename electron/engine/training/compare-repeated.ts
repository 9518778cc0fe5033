import type { MetricValue } from '../../../shared/models/run';
import type { Records } from '../contract';
import { KEPT_FOLDER } from './code-state';

/** On a run that repeats another: `same`, or the first thing that differs. */
export const REPEAT_TAG = 'pilothouse.repeat';
/** Say when and where, which differs by nature. */
const PASSING = /(?:^|\/)(?:MLmodel|registered_model_meta)$|^system\/|(?:^|[_/.])(?:time|duration|seconds|took)(?:_|$)/i;
type Compared = Pick<Records, 'artifactsOf' | 'lastMetrics'>;

/** Artifacts by digest, then metrics by their last value, in the order of their names. */
export function compareWithRepeated(records: Compared, first: string, again: string): string {
  const difference = differentKey(artifacts(records, first), artifacts(records, again)) ?? null;
  if (difference !== null) return `artifact ${difference}`;
  const metric = differentKey(metrics(records, first), metrics(records, again));
  return metric === null ? 'same' : `metric ${metric}`;
}

function differentKey(one: ReadonlyMap<string, string>, other: ReadonlyMap<string, string>): string | null {
  const keys = [...new Set([...one.keys(), ...other.keys()])].toSorted();
  return keys.find((key) => !PASSING.test(key) && one.get(key) !== other.get(key)) ?? null;
}

const artifacts = (records: Compared, run: string): Map<string, string> =>
  new Map(records.artifactsOf(run).flatMap(({ path, digest }) => (path.startsWith(`${KEPT_FOLDER}/`) ? [] : [[path, digest]])));

const metrics = (records: Compared, run: string): Map<string, string> => {
  const last = (value: MetricValue) => String(value);
  return new Map([...records.lastMetrics(run)].map(([key, { value }]) => [key, last(value)]));
};
