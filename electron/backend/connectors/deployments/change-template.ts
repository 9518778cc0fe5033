import type { ActionRequest, Check } from '../../../../shared/models/action';
import type { RevisionRef } from '../../../../shared/models/delivery';
import { AppError, failure } from '../../../../shared/models/failure';
import { sameValue } from '../../lib/same-value';
import { pointer } from '../../kube/change-note';
import { kubectlCommands } from '../../kube/kubectl-command';
import { modelPlaceOf, PodTemplate, RESTARTED_AT } from '../../kube/workload/pod-template';
import { templateOf } from '../../kube/workload/replica-sets';
import type { PatchOp } from '../../kube/write';
import type { Goal, PlanContext } from '../contract';
import { REVISION } from './client';
import { check } from '../../lib/check';
import { type DeploymentSketch, write } from './draft';
import { MARKS } from './inspect';
import { currentRef, refOf, type Subject } from './subject';

const TEMPLATE = pointer('spec', 'template');
/** What the controller calls stuck is shown as that; a while longer, and nobody has looked at it. */
const BEYOND_DEADLINE_MS = 60_000;

const invalid = (values: Record<string, string>) => new AppError(failure('invalid', { values }));
const withinMs = ({ deadlineSeconds }: Subject): number => deadlineSeconds * 1_000 + BEYOND_DEADLINE_MS;

/** A new revision that holds what was asked for, all of it there. */
const versionGoal = ({ uid, generation, revision }: Subject['delivery'], { images, modelUri }: RevisionRef): Goal => ({
  type: 'version',
  uid,
  generation: generation ?? 0,
  revision: revision ?? 0,
  images: images.join('\n'),
  modelUri,
});

/** Holds only while no other version came in between. */
const sameRevision = ({ delivery }: Subject): PatchOp[] =>
  delivery.revision === null ? [] : [{ op: 'test', path: pointer('metadata', 'annotations', REVISION), value: String(delivery.revision) }];

type Change = { readonly path: string; readonly from: string; readonly to: string };

/** A new image or model: nothing else of the template is touched. Throws AppError (`invalid`) where it cannot be written. */
export function start(subject: Subject, request: Extract<ActionRequest, { action: 'start' }>): DeploymentSketch {
  const { delivery, template } = subject;
  const parsed = PodTemplate.safeParse(template);
  if (!parsed.success) throw invalid({ field: 'template' });
  const changes = [...imageChanges(parsed.data, request), ...modelChange(parsed.data, request.modelUri)];
  if (changes.length === 0) throw invalid({ field: 'images' });
  const from = currentRef(subject);
  const to = refOf(null, null, changed(parsed.data, request));
  const ops = changes.flatMap(({ path, from: value, to: next }): PatchOp[] => [
    { op: 'test', path, value },
    { op: 'replace', path, value: next },
  ]);
  return {
    from,
    to,
    effects: [{ id: 'starts-revision', values: { images: to.images.join(', ') } }],
    commands: startCommands(subject, request, parsed.data, ops),
    undo: from.key === null ? null : { action: 'roll-back', revision: from.key },
    writes: [write(subject, [...sameRevision(subject), ...ops])],
    goal: versionGoal(delivery, to),
    awaited: 'stable',
    withinMs: withinMs(subject),
  };
}

function imageChanges({ spec }: PodTemplate, { images }: Extract<ActionRequest, { action: 'start' }>): Change[] {
  return images.flatMap(({ container, image }): Change[] => {
    const index = spec.containers.findIndex(({ name }) => name === container);
    const from = spec.containers[index]?.image;
    if (from === undefined) throw invalid({ field: 'images', container });
    return from === image ? [] : [{ path: TEMPLATE + pointer('spec', 'containers', String(index), 'image'), from, to: image }];
  });
}

function modelChange(template: PodTemplate, uri: string | null): Change[] {
  if (uri === null) return [];
  const place = modelPlaceOf(template);
  if (!place) throw invalid({ field: 'modelUri' });
  const path = TEMPLATE + pointer('spec', 'containers', String(place.container), 'env', String(place.variable), 'value');
  return place.uri === uri ? [] : [{ path, from: place.uri, to: uri }];
}

/** The template with what was asked for in it, as far as it is read. */
function changed(template: PodTemplate, { images, modelUri }: Extract<ActionRequest, { action: 'start' }>): PodTemplate {
  const place = modelPlaceOf(template);
  const containers = template.spec.containers.map((container, index) => ({
    ...container,
    image: images.findLast((each) => each.container === container.name)?.image ?? container.image,
    env: container.env?.map((variable, at) =>
      modelUri !== null && place?.container === index && place.variable === at ? { ...variable, value: modelUri } : variable,
    ),
  }));
  return { ...template, spec: { containers } };
}

/** Two commands would make two versions, so a change of both is one patch. */
function startCommands(
  subject: Subject,
  { images, modelUri }: Extract<ActionRequest, { action: 'start' }>,
  template: PodTemplate,
  ops: readonly PatchOp[],
): readonly string[] {
  const { namespace, name } = subject.delivery;
  const at = { context: subject.context, namespace };
  const place = modelPlaceOf(template);
  if (modelUri === null) return kubectlCommands(at, 'set', 'image', `deployment/${name}`, ...images.map((each) => `${each.container}=${each.image}`));
  if (images.length === 0 && place)
    return kubectlCommands(at, 'set', 'env', `deployment/${name}`, `--containers=${place.containerName}`, `${place.name}=${modelUri}`);
  return kubectlCommands(at, 'patch', 'deployment', name, '--type=json', '--patch', JSON.stringify(ops));
}

/** Back to a revision of the history, by its own key: never to whatever came before, which may be one that failed. */
export function rollBack(subject: Subject, key: string, context: PlanContext): DeploymentSketch {
  const { delivery, object } = subject;
  const from = currentRef(subject);
  const target = subject.revisions.find((each) => each.key === key);
  const template = target?.podTemplate ?? null;
  const to = template ? refOf(key, target?.number ?? null, template) : refOf(key, null, null);
  return {
    from,
    to,
    effects: template
      ? [{ id: 'returns-to-revision', values: { ...(to.number !== null && { number: String(to.number) }), images: to.images.join(', ') } }]
      : [],
    commands:
      to.number === null
        ? []
        : kubectlCommands(
            { context: subject.context, namespace: delivery.namespace },
            'rollout',
            'undo',
            `deployment/${delivery.name}`,
            `--to-revision=${to.number}`,
          ),
    undo: from.key === null || from.key === key ? null : { action: 'roll-back', revision: from.key },
    writes: template ? [write(subject, [...sameRevision(subject), { op: 'replace', path: TEMPLATE, value: template }])] : [],
    goal: versionGoal(delivery, to),
    awaited: 'revision',
    withinMs: withinMs(subject),
    checks: [...sameTemplate(delivery, template, object), known(delivery, key, template !== null), proven(delivery, key, to.number, context)],
  };
}

function known({ connection }: Subject['delivery'], key: string, isKnown: boolean): Check {
  if (isKnown) return check('target-known', 'pass');
  return check('target-known', 'fail', { revision: key }, failure('not-found', { reason: 'revision-gone', values: { revision: key } }, connection));
}

const proven = ({ stableKey }: Subject['delivery'], key: string, number: number | null, { wasStable }: PlanContext): Check =>
  check('target-proven', key === stableKey || wasStable(key) ? 'pass' : 'warn', { revision: String(number ?? key) });

/** Nothing would happen: the template is that of this revision already. */
function sameTemplate({ connection, state, reason }: Subject['delivery'], template: Subject['template'] | null, object: Subject['object']): Check[] {
  if (template === null || !sameValue(template, templateOf(object, MARKS.hashLabel))) return [];
  const values = { action: 'roll-back', state, reason };
  return [check('offered', 'fail', values, failure('conflict', { reason: 'not-offered', values }, connection))];
}

/** New pods of the same version, as `kubectl rollout restart` makes them. */
export function restart(subject: Subject, at: number): DeploymentSketch {
  const { delivery, template } = subject;
  const annotations = PodTemplate.safeParse(template).data?.metadata.annotations;
  const hasAnnotations = templateHas(template, 'annotations');
  const restartedAt = new Date(at).toISOString().replace(/\.\d+Z$/, 'Z');
  const path = pointer('spec', 'template', 'metadata', 'annotations');
  const one = TEMPLATE + pointer('metadata', 'annotations', RESTARTED_AT);
  const room: PatchOp[] = hasAnnotations
    ? [{ op: 'test', path: one, value: annotations?.[RESTARTED_AT] ?? null }]
    : [
        { op: 'test', path, value: null },
        { op: 'add', path, value: {} },
      ];
  const from = currentRef(subject);
  return {
    from,
    to: { ...from, key: null, number: null },
    effects: [{ id: 'restarts-pods', values: { count: String(delivery.replicas.desired) } }],
    commands: kubectlCommands({ context: subject.context, namespace: delivery.namespace }, 'rollout', 'restart', `deployment/${delivery.name}`),
    undo: null,
    writes: [write(subject, [...sameRevision(subject), ...room, { op: 'add', path: one, value: restartedAt }])],
    goal: { type: 'restarted', uid: delivery.uid, at: Date.parse(restartedAt) },
    awaited: 'restart',
    withinMs: withinMs(subject),
  };
}

function templateHas(template: Subject['template'], field: string): boolean {
  const { metadata } = template;
  return typeof metadata === 'object' && metadata !== null && Object.hasOwn(metadata, field);
}
