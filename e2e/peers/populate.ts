import type { Bed } from './bed';

/** How a Deployment stands once `populate` is done, and for at least an hour after. */
export type Standing = 'stable' | 'rolling' | 'image-missing' | 'unschedulable' | 'paused' | 'scaled-to-zero';
export type Workload = { readonly namespace: string; readonly name: string; readonly replicas: number; readonly standing: Standing };

const workload = (namespace: string, name: string, replicas: number, standing: Standing = 'stable'): Workload => ({ namespace, name, replicas, standing });

/** What a platform team of a shop might run. */
export const WORKLOADS: readonly Workload[] = [
  workload('fraud', 'fraud-scorer', 6),
  workload('fraud', 'fraud-features', 3),
  workload('fraud', 'chargeback-classifier', 2, 'image-missing'),
  workload('recs', 'recs-ranker', 8, 'rolling'),
  workload('recs', 'recs-retrieval', 5),
  workload('recs', 'session-encoder', 3),
  workload('search', 'search-embed', 4),
  workload('search', 'search-rerank', 3, 'unschedulable'),
  workload('search', 'query-understanding', 4, 'paused'),
  workload('platform', 'llm-gateway', 3),
  workload('platform', 'image-moderation', 2),
  workload('platform', 'batch-scorer', 0, 'scaled-to-zero'),
  workload('team-a', 'churn-predictor', 2),
  workload('team-a', 'price-forecast', 3, 'rolling'),
];

/** Long enough to look at. */
const AN_HOUR = '1h';
const AN_HOUR_SECONDS = 3600;
const DEADLINE_SECONDS = 2;
const PATIENCE = '--timeout=60s';

type Version = { tag: string; annotations?: Record<string, string>; spec?: object; paused?: boolean; deadlineSeconds?: number };

function deployment({ namespace, name, replicas }: Workload, version: Version): object {
  const labels = { 'app.kubernetes.io/name': name, 'app.kubernetes.io/part-of': namespace };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { namespace, name, labels },
    spec: {
      replicas,
      paused: version.paused ?? false,
      progressDeadlineSeconds: version.deadlineSeconds ?? 2 * AN_HOUR_SECONDS,
      selector: { matchLabels: { 'app.kubernetes.io/name': name } },
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } },
      template: {
        metadata: { labels, annotations: version.annotations ?? {} },
        spec: {
          containers: [{ name: 'server', image: `registry.example/models/${name}:${version.tag}`, resources: { requests: { cpu: '100m', memory: '128Mi' } } }],
          ...version.spec,
        },
      },
    },
  };
}

/** What comes after version 1.0.0, by where it is to lead. */
function nextVersion(standing: Standing): Version | undefined {
  switch (standing) {
    case 'stable':
    case 'scaled-to-zero':
      return undefined;
    case 'rolling':
      return { tag: '1.1.0', annotations: { 'bed/ready-after': AN_HOUR } };
    case 'image-missing':
      return { tag: '1.1.0-typo', annotations: { 'bed/fails': 'ImagePullBackOff' }, deadlineSeconds: DEADLINE_SECONDS };
    case 'unschedulable':
      return { tag: '1.1.0', spec: { nodeSelector: { accelerator: 'h100' } }, deadlineSeconds: DEADLINE_SECONDS };
    case 'paused':
      return { tag: '1.1.0', paused: true };
  }
}

/** Fills a whole bed with WORKLOADS, and resolves when each stands as it says. */
export async function populate(bed: Bed): Promise<void> {
  const namespaces = [...new Set(WORKLOADS.map(({ namespace }) => namespace))];
  await bed.apply(...namespaces.map((name) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } })));
  await bed.apply(...WORKLOADS.map((each) => deployment(each, { tag: '1.0.0' })));
  await Promise.all(
    namespaces.map((namespace) => bed.kubectl('wait', 'deployments', '--all', `--namespace=${namespace}`, '--for=condition=Available', PATIENCE)),
  );
  const changes = WORKLOADS.flatMap((each) => {
    const version = nextVersion(each.standing);
    return version ? [deployment(each, version)] : [];
  });
  await bed.apply(...changes);
  await Promise.all(WORKLOADS.map((each) => settled(bed, each)));
}

async function settled(bed: Bed, { namespace, name, standing }: Workload): Promise<void> {
  const until = (condition: string) => bed.kubectl('wait', `deployment/${name}`, `--namespace=${namespace}`, `--for=${condition}`, PATIENCE);
  if (standing === 'image-missing' || standing === 'unschedulable') await until('condition=Progressing=False');
  if (standing === 'rolling') await until('jsonpath={.status.updatedReplicas}=1');
  if (standing === 'paused') await until('jsonpath={.status.conditions[?(@.type=="Progressing")].reason}=DeploymentPaused');
}

/** A new version that comes up at once: a rolling update from start to end. */
export async function release(bed: Bed, name: string, tag: string): Promise<void> {
  const found = WORKLOADS.find((each) => each.name === name);
  if (!found) throw new Error(`there is no workload ${name}`);
  await bed.apply(deployment(found, { tag, annotations: { 'bed/ready-after': '3s' } }));
}
