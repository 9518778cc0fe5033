import { together } from '../../../shared/drift/verdict';
import { type FeatureComparison, type PointOf, ROWS_MIN, type Undecided } from '../../../shared/models/arm-comparison';
import type { PayloadFeature } from '../../../shared/models/payload';
import type { ServiceLabels } from '../../../shared/models/service-labels';
import { compareFeatures } from './compare-features';
import { countFeature, type FeatureCounts } from './count-feature';
import type { Feature, KeptRows } from './kept-rows';
import type { Arms, ComparisonNeeds, ReadingJob } from './needs';
import { qualityPoint, unlabelled } from './quality-point';
import { MissingColumn, readLabels } from './read-labels';
import { readSlices, worstSlice } from './worst-slice';

// What the payload log tells of both arms: what they were asked, what they answered, and what came true.

export type Logged = {
  readonly inputs: PointOf<'inputs'>;
  readonly predictions: PointOf<'predictions'>;
  readonly quality: PointOf<'quality'>;
  /** Why it says nothing; null where it does. */
  readonly silent: Undecided | null;
};

const NOTHING = { verdict: 'inconclusive', needed: null } as const;

/** Where there is no log, or nothing in it. */
export const unlogged = (reason: Undecided): Logged => ({
  inputs: { id: 'inputs', ...NOTHING, reason, features: [] },
  predictions: { id: 'predictions', ...NOTHING, reason, features: [] },
  quality: unlabelled(reason),
  silent: reason,
});

/** What is masked or dropped of one side leaves that side open: nobody has seen all of it. */
export async function loggedPoints(
  job: ReadingJob,
  kept: KeptRows,
  arms: Arms,
  masked: { readonly in: boolean; readonly out: boolean },
): Promise<Omit<Logged, 'quality'>> {
  const counted: FeatureCounts[] = [];
  for (const feature of kept.features) counted.push(await countFeature(job, feature, arms));
  const of = (side: Feature['side']) => compareFeatures(counted.filter(({ feature }) => feature.side === side));
  const [inputs, outputs] = [of('in'), of('out')];
  return {
    inputs: { id: 'inputs', ...pointOf(inputs, masked.in) },
    predictions: { id: 'predictions', ...pointOf(outputs, masked.out) },
    silent: null,
  };
}

function pointOf(features: FeatureComparison[], isMasked: boolean) {
  const seen = together(features.map(({ verdict }) => verdict));
  const verdict = isMasked && seen === 'pass' ? ('inconclusive' as const) : seen;
  const few = features.some(({ reason }) => reason === 'few-requests');
  const reason: Undecided | null =
    verdict !== 'inconclusive' ? null : few ? 'few-requests' : isMasked ? 'masked' : features.length === 0 ? 'nothing-told' : 'undecided';
  return { verdict, reason, needed: few ? ROWS_MIN : null, features };
}

/** Which sides have something hidden, as far as the names of inputs tell. */
export function maskedSides(treatments: readonly PayloadFeature[], inputs: readonly string[] | null): { readonly in: boolean; readonly out: boolean } {
  if (inputs === null) return { in: treatments.length > 0, out: treatments.length > 0 };
  return { in: treatments.some(({ name }) => inputs.includes(name)), out: treatments.some(({ name }) => !inputs.includes(name)) };
}

/** What came true, joined with what was said. Labels that cannot be read say nothing: that is no reason to say nothing of the rest. */
export async function labelledPoint(
  job: ReadingJob,
  log: ComparisonNeeds['log'],
  asked: { readonly settings: ServiceLabels | null; readonly kept: KeptRows; readonly arms: Arms },
): Promise<PointOf<'quality'>> {
  const { settings, kept, arms } = asked;
  if (!settings) return unlabelled('labels-unset');
  if (kept.hidden.includes(settings.output)) return unlabelled('masked');
  const feature = kept.features.find(
    ({ side, name, position }) => side === 'out' && name === (position === null ? settings.output : `${settings.output}[${settings.position}]`),
  );
  if (!feature) return unlabelled('nothing-told');
  try {
    const point = qualityPoint(settings.task, await readLabels(job, { settings, feature, arms }));
    return { ...point, slice: worstSlice(settings.task, await readSlices(job, kept, arms)) };
  } catch (error) {
    log.warn('labels of a service cannot be read', {
      dataset: settings.dataset,
      text: error instanceof MissingColumn ? `no column ${error.message}` : String(error),
    });
    return unlabelled('labels-unread');
  }
}
