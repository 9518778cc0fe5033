import { countOf, type Fields, fieldsOf, flagOf, isFields, listOf, orElse, orNull, readFields, textOf } from '../../lib/read-fields';
import { type PodTemplate, podTemplateOf } from '../../kube/workload/pod-template';

/** Where Deployments are in the API. */
export const DEPLOYMENTS = { group: 'apps', version: 'v1', resource: 'deployments' } as const;

export const REVISION = 'deployment.kubernetes.io/revision';
const PLAIN = /^[^\p{Cc}]+$/u;
const NAMESPACE_MAX = 63;
const NAME_MAX = 253;

/** What makes an object one of ours; without it there is nothing to show. */
export type Identity = { namespace: string; name: string; uid: string; creationTimestamp: string | null; annotations: Fields; labels: Fields };

export type Condition = {
  type: string;
  status: string;
  reason: string | undefined;
  message: string | undefined;
  lastTransitionTime: string | null;
  lastUpdateTime: string | null;
};

/** The fields that the state is worked out from; the rest of the object is dropped. */
export type Deployment = {
  metadata: { generation: number };
  spec: { replicas: number; paused: boolean; strategy: string | null; template: PodTemplate };
  status: {
    observedGeneration: number;
    replicas: number;
    updatedReplicas: number;
    readyReplicas: number;
    availableReplicas: number;
    conditions: Condition[];
  };
};

/** Null where it has no name. Labels and annotations are as they came. */
export function readIdentity(object: unknown): Identity | null {
  return readFields(object, ({ metadata }) => {
    const { namespace, name, uid, creationTimestamp, annotations, labels } = fieldsOf(metadata);
    if (!isPlain(namespace, NAMESPACE_MAX) || !isPlain(name, NAME_MAX)) return null;
    return {
      namespace,
      name,
      uid: textOr(uid, ''),
      creationTimestamp: textOr(creationTimestamp, null),
      annotations: isFields(annotations) ? annotations : {},
      labels: isFields(labels) ? labels : {},
    };
  });
}

/** Null where a field is missing that the API always has, or is not what it is there. */
export function readDeployment(object: unknown): Deployment | null {
  return readFields(object, ({ metadata, spec, status }) => {
    const generation = countOf(fieldsOf(metadata)['generation']);
    // Generations count from 1.
    return generation === 0 ? null : { metadata: { generation }, spec: specOf(fieldsOf(spec)), status: statusOf(orElse(status, fieldsOf, {})) };
  });
}

function specOf({ replicas, paused, strategy, template }: Fields): Deployment['spec'] {
  return {
    replicas: countOf(replicas),
    paused: orElse(paused, flagOf, false),
    strategy: isFields(strategy) ? textOr(strategy['type'], null) : null,
    template: podTemplateOf(template),
  };
}

/** The API leaves counts out that are zero. */
function statusOf({ observedGeneration, replicas, updatedReplicas, readyReplicas, availableReplicas, conditions }: Fields): Deployment['status'] {
  return {
    observedGeneration: orElse(observedGeneration, countOf, 0),
    replicas: orElse(replicas, countOf, 0),
    updatedReplicas: orElse(updatedReplicas, countOf, 0),
    readyReplicas: orElse(readyReplicas, countOf, 0),
    availableReplicas: orElse(availableReplicas, countOf, 0),
    conditions: (orNull(conditions, listOf) ?? []).map(conditionOf),
  };
}

function conditionOf(value: unknown): Condition {
  const { type, status, reason, message, lastTransitionTime, lastUpdateTime } = fieldsOf(value);
  return {
    type: textOf(type),
    status: textOf(status),
    reason: orElse(reason, textOf, undefined),
    message: orElse(message, textOf, undefined),
    lastTransitionTime: orNull(lastTransitionTime, textOf),
    lastUpdateTime: orNull(lastUpdateTime, textOf),
  };
}

const isPlain = (value: unknown, max: number): value is string => typeof value === 'string' && value.length <= max && PLAIN.test(value);
const textOr = <E>(value: unknown, otherwise: E): string | E => (typeof value === 'string' ? value : otherwise);
