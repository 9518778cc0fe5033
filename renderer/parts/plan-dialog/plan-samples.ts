import type { ActionRun, Check, Plan } from '../../../shared/models/action';
import type { Delivery, RevisionRef } from '../../../shared/models/delivery';
import type { DeliveryDetail } from '../../../shared/models/delivery-detail';
import { failure } from '../../../shared/models/failure';

/** Samples for tests and for the gallery: a canary at its second step. Monday 23 November 2026, 11:10 UTC. */
const NOW = Date.UTC(2026, 10, 23, 11, 10);
const MINUTE = 60_000;

const stable: RevisionRef = { key: '6b8f9d7c9', number: 41, images: ['registry.example/models/fraud-scorer:v41'], modelUri: 's3://models/fraud/41' };
const candidate: RevisionRef = {
  key: '7c9d5b44f',
  number: 42,
  images: ['registry.example/models/fraud-scorer:v42@sha256:77be41c0a2d94ef6b1f0c7a5e8d39b60215f7e64ac8813bb5f4e09d2c1a6f804'],
  modelUri: 's3://models/fraud/42',
};

export const sampleDelivery: Delivery = {
  connection: 'ae-prod',
  kind: 'delivery',
  id: 'argo-rollouts/fraud/fraud-scorer',
  uid: '5e1c7d9a-0c1b-4f07-9c59-3e0a3f2f4d9d',
  engine: 'argo-rollouts',
  strategy: 'canary',
  namespace: 'fraud',
  name: 'fraud-scorer',
  state: 'paused',
  reason: 'paused-at-step',
  message: null,
  since: NOW - 6 * MINUTE,
  createdAt: NOW - 90 * 24 * 60 * MINUTE,
  images: candidate.images,
  modelUri: candidate.modelUri,
  revision: 42,
  replicas: { desired: 10, updated: 2, ready: 10, available: 10, total: 10 },
  stableKey: stable.key,
  candidateKey: candidate.key,
  split: { desired: 20, reported: 20, pods: 20 },
  steps: [
    { kind: 'weight', weight: 20, seconds: null, name: null },
    { kind: 'pause', weight: null, seconds: null, name: null },
    { kind: 'analysis', weight: null, seconds: null, name: 'success-rate' },
    { kind: 'weight', weight: 50, seconds: null, name: null },
    { kind: 'pause', weight: null, seconds: 900, name: null },
  ],
  step: 1,
  pause: { by: 'step', since: NOW - 6 * MINUTE, until: null },
  owner: null,
  templateFrom: null,
  generation: 57,
  observedGeneration: 57,
  restartedAt: null,
  offers: ['promote', 'promote-full', 'abort', 'start', 'restart'],
};

const template = (image: string, memory: string, threshold: string) => `metadata:
  labels:
    app: fraud-scorer
spec:
  containers:
    - name: scorer
      image: ${image}
      env:
        - name: THRESHOLD
          value: "${threshold}"
        - name: MODEL_URI
          value: s3://models/fraud/${image.slice(-2)}
      ports:
        - containerPort: 8080
      resources:
        limits:
          memory: ${memory}
        requests:
          cpu: 500m
  terminationGracePeriodSeconds: 30
`;

export const sampleDetail: DeliveryDetail = {
  revisions: [
    {
      ...candidate,
      createdAt: NOW - 17 * MINUTE,
      role: 'candidate',
      replicas: { desired: 2, ready: 2, available: 2 },
      everStable: 'no',
      change: { who: 'sara', why: 'October data', at: NOW - 17 * MINUTE },
      template: template('registry.example/models/fraud-scorer:v42', '3Gi', '0.72'),
    },
    {
      ...stable,
      createdAt: NOW - 9 * 24 * 60 * MINUTE,
      role: 'stable',
      replicas: { desired: 8, ready: 8, available: 8 },
      everStable: 'yes',
      change: null,
      template: template('registry.example/models/fraud-scorer:v41', '2Gi', '0.70'),
    },
  ],
  pods: ['lq4tz', 'x2vvm'].map((suffix) => ({
    name: `fraud-scorer-7c9d5b44f-${suffix}`,
    revision: candidate.key,
    phase: 'Running',
    ready: true,
    restarts: 0,
    node: 'node-3',
    createdAt: NOW - 12 * MINUTE,
    terminating: false,
    containers: [{ name: 'scorer', image: candidate.images[0] ?? '', digest: null, ready: true, restarts: 0, state: 'running', hasPrevious: false }],
    trouble: null,
  })),
  podCount: 2,
  events: [],
  conditions: [],
  analyses: [],
  trouble: null,
  traffic: { router: null },
  missing: [],
  loading: [],
};

const passed = (id: Check['id'], values: Check['values'] = {}): Check => ({ id, outcome: 'pass', values, failure: null });

export const samplePlan: Plan = {
  id: '0123456789abcdef0123456789abcdef',
  digest: 'a'.repeat(64),
  request: { action: 'promote' },
  target: {
    connection: 'ae-prod',
    kind: 'delivery',
    id: sampleDelivery.id,
    uid: sampleDelivery.uid,
    engine: 'argo-rollouts',
    objectKind: 'Rollout',
    namespace: 'fraud',
    name: 'fraud-scorer',
  },
  connection: { name: 'ae-prod', production: true },
  actingAs: 'sara@example.com',
  from: stable,
  to: candidate,
  effects: [
    { id: 'moves-to-step', values: { from: '2', to: '3', total: '5' } },
    { id: 'sets-weight', values: { from: '20', to: '50' } },
    { id: 'pods-added', values: { count: '3' } },
  ],
  changes: [
    {
      object: 'Rollout fraud/fraud-scorer',
      before: 'status:\n  currentStepIndex: 1\n  pauseConditions:\n    - reason: CanaryPauseStep\n      startTime: "2026-11-23T11:04:00Z"\n  phase: Paused\n',
      after: 'status:\n  currentStepIndex: 2\n  phase: Paused\n',
    },
  ],
  commands: ['kubectl argo rollouts promote fraud-scorer --context ae-prod --namespace fraud'],
  checks: [
    passed('app-writable'),
    passed('connection-writable'),
    passed('fresh'),
    passed('unchanged'),
    passed('offered'),
    passed('no-other-action'),
    passed('git-owner'),
    { id: 'controller-alive', outcome: 'unknown', values: {}, failure: null },
    passed('rights', { verb: 'patch', resource: 'rollouts/status' }),
    passed('dry-run'),
    { id: 'measured-traffic', outcome: 'warn', values: {}, failure: null },
  ],
  verdict: { allowed: true, by: null, needsReason: true, typedName: 'fraud-scorer' },
  undo: { action: 'abort' },
  madeAt: NOW - 24_000,
  expiresAt: NOW + 276_000,
};

export const refusedPlan: Plan = {
  ...samplePlan,
  id: 'fedcba9876543210fedcba9876543210',
  changes: [],
  commands: [],
  checks: [
    { id: 'rights', outcome: 'fail', values: { verb: 'patch', resource: 'rollouts/status', namespace: 'fraud' }, failure: failure('forbidden') },
    ...samplePlan.checks.filter(({ id }) => id !== 'rights' && id !== 'dry-run'),
    { id: 'dry-run', outcome: 'unknown', values: {}, failure: null },
  ],
  verdict: { allowed: false, by: 'rights', needsReason: false, typedName: null },
  undo: null,
};

const run: ActionRun = {
  intent: 1_285,
  planDigest: samplePlan.digest,
  request: samplePlan.request,
  target: samplePlan.target,
  phase: 'waiting',
  startedAt: NOW - 3_000,
  endedAt: null,
  awaited: 'next-step',
  lastSeen: { state: 'paused', reason: 'unpausing', message: null, at: NOW - 1_000 },
  failure: null,
  settled: false,
};

/** One of each way that a run can be. */
export const sampleRuns: readonly ActionRun[] = [
  { ...run, phase: 'sending', awaited: null, lastSeen: null },
  run,
  { ...run, phase: 'done', endedAt: NOW - 1_900 },
  { ...run, phase: 'failed', endedAt: NOW, failure: failure('conflict') },
  { ...run, phase: 'not-done', endedAt: NOW, settled: true },
  { ...run, phase: 'uncertain', failure: failure('uncertain') },
  { ...run, phase: 'timed-out', startedAt: NOW - 2 * MINUTE, endedAt: NOW },
];
