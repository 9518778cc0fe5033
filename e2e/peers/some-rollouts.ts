import type { Bed } from './bed';
import { type PodTrouble, troubledTemplate } from './pod-troubles';

export type CanaryStep = {
  setWeight?: number;
  pause?: { duration?: number | string };
  analysis?: { templates: readonly { templateName: string }[]; args?: readonly { name: string; value: string }[] };
};
export type SomeRollout = {
  namespace: string;
  name: string;
  /** The whole reference. Without one: `registry.example/models/NAME:1`. */
  image?: string;
  replicas?: number;
  /** Its pods are born in this trouble. */
  trouble?: PodTrouble;
  /** Its pods become ready only after a while, such as `20s`. */
  readyAfter?: string;
  annotations?: Readonly<Record<string, string>>;
  /** Any other fields of `spec`: revisionHistoryLimit, progressDeadlineSeconds, rollbackWindow … */
  spec?: object;
};
export type SomeCanary = SomeRollout & {
  steps?: readonly CanaryStep[];
  /** Any other fields of `strategy.canary`: analysis, maxSurge … */
  canary?: object;
};

const API = 'argoproj.io/v1alpha1';
const REPLICAS = 5;
/** One pod of five, wait for a person, three of five, wait for a person. */
const STEPS: readonly CanaryStep[] = [{ setWeight: 20 }, { pause: {} }, { setWeight: 60 }, { pause: {} }];
const CONTAINER = 'server';

const labelsOf = (name: string) => ({ 'app.kubernetes.io/name': name });

function template({ name, image = `registry.example/models/${name}:1`, trouble, readyAfter }: SomeRollout): object {
  const { annotations, spec } = troubledTemplate(trouble);
  return {
    metadata: { labels: labelsOf(name), annotations: { ...annotations, ...(readyAfter && { 'bed/ready-after': readyAfter }) } },
    spec: { containers: [{ name: CONTAINER, image, resources: { requests: { cpu: '50m', memory: '64Mi' } } }], ...spec },
  };
}

function rollout(options: SomeRollout, strategy: object, workload: object): object {
  const { namespace, name, replicas = REPLICAS, annotations = {}, spec } = options;
  return {
    apiVersion: API,
    kind: 'Rollout',
    metadata: { namespace, name, annotations, labels: labelsOf(name) },
    spec: { replicas, selector: { matchLabels: labelsOf(name) }, ...workload, strategy, ...spec },
  };
}

const canaryStrategy = ({ steps = STEPS, canary }: SomeCanary) => ({ canary: { steps, ...canary } });
const service = (namespace: string, name: string, selector: object) => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { namespace, name },
  spec: { selector, ports: [{ port: 80 }] },
});

/** A canary without traffic routing: its weights are numbers of pods. */
export const someRollout = (options: SomeCanary): object => rollout(options, canaryStrategy(options), { template: template(options) });

/** A blue-green Rollout that waits for a person, and its Services `NAME-active` and `NAME-preview`. */
export function someBlueGreen(options: SomeRollout & { blueGreen?: object }): object[] {
  const { namespace, name } = options;
  const [activeService, previewService] = [`${name}-active`, `${name}-preview`];
  const strategy = { blueGreen: { activeService, previewService, autoPromotionEnabled: false, scaleDownDelaySeconds: 30, ...options.blueGreen } };
  return [
    service(namespace, activeService, labelsOf(name)),
    service(namespace, previewService, labelsOf(name)),
    rollout(options, strategy, { template: template(options) }),
  ];
}

/** A Rollout whose pods are described by the Deployment of the same name, which runs none of its own. */
export function someWorkloadRef(options: SomeCanary): object[] {
  const { namespace, name } = options;
  return [
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { namespace, name, labels: labelsOf(name) },
      spec: { replicas: 0, selector: { matchLabels: labelsOf(name) }, template: template(options) },
    },
    rollout(options, canaryStrategy(options), { workloadRef: { apiVersion: 'apps/v1', kind: 'Deployment', name } }),
  ];
}

export type SomeAnalysis = {
  namespace: string;
  name: string;
  /** Address of a metric server: what it answers is measured. */
  url: string;
  /** Of the one metric. Neither success nor failure is inconclusive. */
  success?: string;
  failure?: string;
  count?: number;
  intervalSeconds?: number;
  /** Any other fields of the metric: failureLimit, inconclusiveLimit, consecutiveErrorLimit … */
  metric?: object;
};

/** An AnalysisTemplate that reads a metric server. Between the two conditions a measurement is inconclusive. */
export function someAnalysisTemplate(options: SomeAnalysis): object {
  const { namespace, name, url, success = 'result >= 0.95', failure = 'result < 0.9', count = 1, intervalSeconds = 1, metric } = options;
  return {
    apiVersion: API,
    kind: 'AnalysisTemplate',
    metadata: { namespace, name },
    spec: {
      metrics: [
        {
          name: 'success-rate',
          successCondition: success,
          failureCondition: failure,
          count,
          interval: `${intervalSeconds}s`,
          provider: { web: { url, jsonPath: '{$.value}', timeoutSeconds: 5 } },
          ...metric,
        },
      ],
    },
  };
}

/** Makes sure of a namespace and applies what it is given. */
export async function applyIn(bed: Bed, namespace: string, ...objects: readonly object[]): Promise<void> {
  await bed.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } }, ...objects);
}
