import { setTimeout as sleep } from 'node:timers/promises';
import type { Bed } from './bed';
import type { MetricServer } from './metric-server';
import { type RolloutsController, rolloutState } from './rollouts';
import { applyIn, type CanaryStep, someAnalysisTemplate, someBlueGreen, someRollout, someWorkloadRef } from './some-rollouts';

/** How a Rollout stands once `populateRollouts` is done, until somebody acts. */
export type RolloutStanding =
  | 'stable'
  | 'at-first-pause'
  | 'paused-by-person'
  | 'aborted'
  | 'analysis-failed'
  | 'analysis-inconclusive'
  | 'image-missing'
  | 'crash-loop'
  | 'preview-waits';
export type RolloutWorkload = {
  readonly namespace: string;
  readonly name: string;
  readonly kind: 'canary' | 'blue-green' | 'workload-ref';
  readonly standing: RolloutStanding;
};

const one = (namespace: string, name: string, standing: RolloutStanding, kind: RolloutWorkload['kind'] = 'canary'): RolloutWorkload => ({
  namespace,
  name,
  kind,
  standing,
});

/** Beside the Deployments of `populate`, in the same namespaces. */
export const ROLLOUTS: readonly RolloutWorkload[] = [
  one('fraud', 'card-risk', 'aborted'),
  one('fraud', 'device-risk', 'analysis-failed'),
  one('platform', 'assistant', 'preview-waits', 'blue-green'),
  one('platform', 'translator', 'paused-by-person'),
  one('recs', 'home-feed', 'at-first-pause'),
  one('recs', 'similar-items', 'crash-loop'),
  one('recs', 'trending', 'stable'),
  one('search', 'query-rewriter', 'analysis-inconclusive'),
  one('search', 'spelling', 'image-missing'),
  one('team-a', 'demand-forecast', 'at-first-pause', 'workload-ref'),
];

const DEADLINE_SECONDS = 2;
const PATIENCE_MS = 60_000;
const POLL_MS = 200;
const MEASURED: Partial<Record<RolloutStanding, number>> = { 'analysis-failed': 0.71, 'analysis-inconclusive': 0.93 };

type State = Awaited<ReturnType<typeof rolloutState>>;

function steps({ name, standing }: RolloutWorkload): readonly CanaryStep[] {
  const analysis: CanaryStep[] = standing in MEASURED ? [{ analysis: { templates: [{ templateName: name }] } }] : [];
  return [{ setWeight: 20 }, ...analysis, { pause: {} }, { setWeight: 60 }, { pause: { duration: '10m' } }];
}

function objects(workload: RolloutWorkload, tag: string, candidate = false): object[] {
  const { namespace, name, kind, standing } = workload;
  const troubles = { 'image-missing': 'ImagePullBackOff', 'crash-loop': 'CrashLoopBackOff' } as const;
  const trouble = standing === 'image-missing' || standing === 'crash-loop' ? { trouble: troubles[standing] } : {};
  const options = {
    namespace,
    name,
    image: `registry.example/models/${name}:${tag}`,
    steps: steps(workload),
    spec: { progressDeadlineSeconds: candidate ? DEADLINE_SECONDS : PATIENCE_MS / 1000 },
    ...(candidate && trouble),
  };
  if (kind === 'blue-green') return someBlueGreen(options);
  return kind === 'workload-ref' ? someWorkloadRef(options) : [someRollout(options)];
}

const stands: Record<RolloutStanding, (state: State) => boolean> = {
  stable: ({ phase }) => phase === 'Healthy',
  'at-first-pause': ({ pausedBy }) => pausedBy.includes('CanaryPauseStep'),
  'paused-by-person': ({ phase, manuallyPaused }) => phase === 'Paused' && manuallyPaused,
  aborted: ({ phase, abort }) => phase === 'Degraded' && abort,
  'analysis-failed': ({ phase, abort }) => phase === 'Degraded' && abort,
  'analysis-inconclusive': ({ pausedBy }) => pausedBy.includes('InconclusiveAnalysisRun'),
  'image-missing': ({ phase, abort }) => phase === 'Degraded' && !abort,
  'crash-loop': ({ phase, abort }) => phase === 'Degraded' && !abort,
  'preview-waits': ({ pausedBy }) => pausedBy.includes('BlueGreenPause'),
};

async function until(bed: Bed, { namespace, name, standing }: RolloutWorkload, isThere: (state: State) => boolean): Promise<void> {
  for (const deadline = Date.now() + PATIENCE_MS; ; await sleep(POLL_MS)) {
    const state = await rolloutState(bed, namespace, name);
    if (isThere(state)) return;
    if (Date.now() > deadline) throw new Error(`${namespace}/${name} does not come to stand as ${standing}: ${JSON.stringify(state)}`);
  }
}

/** Fills a bed with ROLLOUTS, and resolves when each stands as it says (10 s). */
export async function populateRollouts(bed: Bed, rollouts: RolloutsController, metrics: MetricServer): Promise<void> {
  for (const namespace of new Set(ROLLOUTS.map((each) => each.namespace))) {
    const inside = ROLLOUTS.filter((each) => each.namespace === namespace);
    const templates = inside.flatMap(({ name, standing }) => {
      const value = MEASURED[standing];
      if (value !== undefined) metrics.set(name, value);
      return value === undefined ? [] : [someAnalysisTemplate({ namespace, name, url: metrics.url(name) })];
    });
    await applyIn(bed, namespace, ...templates, ...inside.flatMap((each) => objects(each, '1.0.0')));
  }
  await inTurns(ROLLOUTS, (each) => until(bed, each, stands.stable));
  const changing = ROLLOUTS.filter(({ standing }) => standing !== 'stable');
  await bed.apply(...changing.flatMap((each) => objects(each, '1.1.0', true)));
  await inTurns(changing, async (each) => {
    const { namespace, name, standing } = each;
    const place = `--namespace=${namespace}`;
    if (standing === 'paused-by-person' || standing === 'aborted') {
      await until(bed, each, stands['at-first-pause']);
      await rollouts.plugin(standing === 'aborted' ? 'abort' : 'pause', name, place);
    }
    await until(bed, each, stands[standing]);
  });
}

/** One after the other: each question starts a kubectl. */
async function inTurns<Item>(items: readonly Item[], work: (item: Item) => Promise<void>): Promise<void> {
  for (const item of items) await work(item);
}
