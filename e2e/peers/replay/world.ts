import { seededRandom } from './random';

export const NAMESPACES = 20;
/** Of a hundred events, so many delete an object and so many add one; all others change one. */
const DELETED_OF_100 = 2;
const ADDED_OF_100 = 2;
const EPOCH_MS = Date.UTC(2026, 0, 1);

/** One Deployment, never changed: an event replaces it. */
export type Row = {
  readonly index: number;
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly version: number;
  readonly generation: number;
  readonly image: string;
  readonly desired: number;
  readonly updated: number;
  readonly available: number;
};
export type WorldEvent = { readonly type: 'ADDED' | 'MODIFIED' | 'DELETED'; readonly row: Row };

/** So many Deployments, and an endless sequence of changes to them: the same for the same seed, but for the time in the image's tag. */
export class World {
  readonly rows = new Map<number, Row>();
  version: number;
  #next: number;
  readonly #alive: number[] = [];
  readonly #random: () => number;

  constructor(objects: number, seed: number) {
    this.#random = seededRandom(seed);
    this.version = 1000;
    this.#next = objects;
    for (let index = 0; index < objects; index++) {
      this.rows.set(index, this.#make(index));
      this.#alive.push(index);
    }
  }

  /** `tag` is the new image's: a time, so that whoever draws it knows how late it is. */
  step(tag: string): WorldEvent {
    const dice = this.#random() * 100;
    if (dice < ADDED_OF_100 || this.#alive.length === 0) {
      const row = this.#make(this.#next++);
      this.rows.set(row.index, row);
      this.#alive.push(row.index);
      return { type: 'ADDED', row };
    }
    const at = Math.floor(this.#random() * this.#alive.length);
    const index = this.#alive[at] ?? 0;
    const old = this.rows.get(index) ?? this.#make(index);
    if (dice < ADDED_OF_100 + DELETED_OF_100) {
      this.#alive[at] = this.#alive.at(-1) ?? index;
      this.#alive.pop();
      this.rows.delete(index);
      return { type: 'DELETED', row: { ...old, version: ++this.version } };
    }
    const updated = Math.floor(this.#random() * (old.desired + 1));
    const row = {
      ...old,
      version: ++this.version,
      generation: old.generation + 1,
      image: `registry.example/models/${old.name}:${tag}`,
      updated,
      available: Math.min(old.desired, updated + 1),
    };
    this.rows.set(index, row);
    return { type: 'MODIFIED', row };
  }

  #make(index: number): Row {
    const name = `model-${String(index).padStart(5, '0')}`;
    const desired = 1 + (index % 5);
    return {
      index,
      namespace: `team-${index % NAMESPACES}`,
      name,
      uid: `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
      version: ++this.version,
      generation: 1,
      image: `registry.example/models/${name}:1`,
      desired,
      updated: desired,
      available: desired,
    };
  }
}

const time = (ms: number) => new Date(ms).toISOString().replace(/\.\d+/, '');

/** The object as an API server says it, managed fields and all: about 3 kB. */
export function deploymentOf(row: Row): object {
  const { namespace, name, uid, version, generation, image, desired, updated, available } = row;
  const createdAt = time(EPOCH_MS + row.index * 1000);
  const labels = { app: name, 'app.kubernetes.io/part-of': 'replay' };
  const whole = updated === desired && available === desired;
  const condition = (type: string, status: boolean, reason: string) => ({
    type,
    status: status ? 'True' : 'False',
    lastUpdateTime: createdAt,
    lastTransitionTime: createdAt,
    reason,
    message: `Deployment "${name}": ${reason}.`,
  });
  return {
    kind: 'Deployment',
    apiVersion: 'apps/v1',
    metadata: {
      name,
      namespace,
      uid,
      resourceVersion: String(version),
      generation,
      creationTimestamp: createdAt,
      labels,
      annotations: { 'deployment.kubernetes.io/revision': String(generation) },
      managedFields: MANAGED_FIELDS,
    },
    spec: {
      replicas: desired,
      selector: { matchLabels: { app: name } },
      template: {
        metadata: { labels },
        spec: {
          containers: [{ name: 'server', image, resources: { limits: { cpu: '2', memory: '4Gi' } }, imagePullPolicy: 'IfNotPresent' }],
          restartPolicy: 'Always',
          terminationGracePeriodSeconds: 30,
          dnsPolicy: 'ClusterFirst',
          schedulerName: 'default-scheduler',
        },
      },
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: '25%', maxSurge: '25%' } },
      revisionHistoryLimit: 10,
      progressDeadlineSeconds: 600,
    },
    status: {
      observedGeneration: generation,
      replicas: desired,
      updatedReplicas: updated,
      readyReplicas: available,
      availableReplicas: available,
      ...(available < desired && { unavailableReplicas: desired - available }),
      conditions: [
        condition('Available', available > 0, 'MinimumReplicasAvailable'),
        condition('Progressing', true, whole ? 'NewReplicaSetAvailable' : 'ReplicaSetUpdated'),
      ],
    },
  };
}

const owned = (...fields: string[]) => Object.fromEntries(fields.map((field) => [`f:${field}`, {}]));
const MANAGED_FIELDS = [
  {
    manager: 'kubectl-client-side-apply',
    operation: 'Update',
    apiVersion: 'apps/v1',
    time: time(EPOCH_MS),
    fieldsType: 'FieldsV1',
    fieldsV1: {
      'f:spec': {
        ...owned('progressDeadlineSeconds', 'replicas', 'revisionHistoryLimit', 'selector'),
        'f:template': { 'f:spec': { 'f:containers': owned('image', 'name', 'resources', 'imagePullPolicy', 'terminationMessagePath') } },
      },
    },
  },
  {
    manager: 'kube-controller-manager',
    operation: 'Update',
    apiVersion: 'apps/v1',
    time: time(EPOCH_MS),
    fieldsType: 'FieldsV1',
    fieldsV1: { 'f:status': owned('availableReplicas', 'conditions', 'observedGeneration', 'readyReplicas', 'replicas', 'updatedReplicas') },
    subresource: 'status',
  },
];
