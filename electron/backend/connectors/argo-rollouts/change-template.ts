import type { ActionRequest, Check, Effect } from '../../../../shared/models/action';
import { AppError, failure } from '../../../../shared/models/failure';
import { pointer, roomForNote } from '../../kube/change-note';
import { modelPlaceOf, PodTemplate } from '../../kube/workload/pod-template';
import type { PatchOp, Write } from '../../kube/write';
import type { PlanContext } from '../contract';
import { kubectl, plugin, RESOURCE, whole } from './commands';
import { check } from '../../lib/check';
import { type RolloutSketch, sides } from './draft';
import { refOf, type StoredRevision } from './revisions';
import { currentKey, revisionOfKey, type Subject } from './subject';
import { valueAt } from './value-at';
import { specWrite, unchanged } from './writes';

const TAKEN_UP_WITHIN_MS = 60_000;
const BACK_WITHIN_MS = 10 * 60_000;
const TEMPLATE = pointer('spec', 'template');

const invalid = (values: Record<string, string>) => new AppError(failure('invalid', { values }));

/** What holds the template. Throws AppError where the Deployment that it should be in is not there. */
function holderOf({ holder, delivery }: Subject): NonNullable<Subject['holder']> {
  if (holder) return holder;
  throw new AppError(failure('not-found', { values: { name: delivery.templateFrom ?? delivery.name } }, delivery.connection));
}

function templateWrite(subject: Subject, ops: readonly PatchOp[], tests: readonly PatchOp[]): Write {
  const { ref, object } = holderOf(subject);
  const isRollout = !subject.rollout.spec.workloadRef;
  // On the Rollout itself the revision is a precondition too; a Deployment knows nothing of it.
  const revision = isRollout ? [unchanged(object, 'status', 'currentPodHash')] : [];
  const write = specWrite(ref, object, isRollout ? ['workloadRef'] : ['paused'], ...revision, ...tests, ...ops);
  return { ...write, body: [...(Array.isArray(write.body) ? write.body : []), ...roomForNote(object)] };
}

/** Steps that it will run, and whose template it is. */
function runs(subject: Subject, fast: boolean): Effect[] {
  const { delivery, rollout } = subject;
  const effects: Effect[] = [];
  if (fast) effects.push({ id: 'skips-all-steps', values: {} });
  else if (delivery.steps.length > 0) effects.push({ id: 'runs-all-steps', values: {} });
  if (rollout.spec.workloadRef) effects.push({ id: 'template-of-workload', values: { name: rollout.spec.workloadRef.name } });
  const own = rollout.spec.workloadRef ? valueAt(holderOf(subject).object, 'spec', 'replicas') : 0;
  // A Deployment that still runs pods of its own replaces them as well.
  if (typeof own === 'number' && own > 0) effects.push({ id: 'restarts-pods', values: { count: String(own) } });
  return effects;
}

/** A new image or model: nothing else of the template is touched. Throws AppError (`invalid`) where it cannot be written. */
export function start(subject: Subject, request: Extract<ActionRequest, { action: 'start' }>): RolloutSketch {
  const { delivery } = subject;
  const template = valueAt(holderOf(subject).object, 'spec', 'template');
  const parsed = PodTemplate.safeParse(template);
  if (!parsed.success) throw invalid({ field: 'template' });
  const changes = [...imageChanges(parsed.data, request), ...modelChange(parsed.data, request.modelUri)];
  if (changes.length === 0) throw invalid({ field: 'images' });
  const tests = changes.map(({ path, from }): PatchOp => ({ op: 'test', path: TEMPLATE + path, value: from }));
  const ops = changes.map(({ path, to }): PatchOp => ({ op: 'replace', path: TEMPLATE + path, value: to }));
  const before = currentKey(subject);
  const to = { ...refOf(null, null, template), modelUri: request.modelUri ?? refOf(null, null, template).modelUri };
  const images = parsed.data.spec.containers.map(({ name, image = '' }) => request.images.find(({ container }) => container === name)?.image ?? image);
  return {
    from: revisionOfKey(subject, before)?.ref ?? null,
    to: { ...to, images },
    effects: [{ id: 'starts-revision', values: { images: images.join(', ') } }, ...runs(subject, false)],
    writes: [templateWrite(subject, ops, tests)],
    commands: startCommands(subject, request, ops),
    undo: before === null ? null : { action: 'roll-back', revision: before },
    goal: { type: 'left', uid: delivery.uid, key: before },
    awaited: 'revision',
    withinMs: TAKEN_UP_WITHIN_MS,
  };
}

type Change = { readonly path: string; readonly from: string; readonly to: string };

function imageChanges({ spec }: PodTemplate, request: Extract<ActionRequest, { action: 'start' }>): Change[] {
  return request.images.flatMap(({ container, image }): Change[] => {
    const index = spec.containers.findIndex(({ name }) => name === container);
    const from = spec.containers[index]?.image;
    if (from === undefined) throw invalid({ field: 'images', container });
    return from === image ? [] : [{ path: pointer('spec', 'containers', String(index), 'image'), from, to: image }];
  });
}

function modelChange(template: PodTemplate, uri: string | null): Change[] {
  if (uri === null) return [];
  const place = modelPlaceOf(template);
  if (!place) throw invalid({ field: 'modelUri' });
  if (place.uri === uri) return [];
  return [{ path: pointer('spec', 'containers', String(place.container), 'env', String(place.variable), 'value'), from: place.uri, to: uri }];
}

function startCommands(subject: Subject, request: Extract<ActionRequest, { action: 'start' }>, ops: readonly PatchOp[]): readonly string[] {
  const { ref } = holderOf(subject);
  const isRollout = !subject.rollout.spec.workloadRef;
  const images = request.images.map(({ container, image }) => `${container}=${image}`);
  if (request.modelUri === null)
    return whole(isRollout ? plugin(subject, 'set', 'image', ref.name, ...images) : kubectl(subject, 'set', 'image', `deployment/${ref.name}`, ...images));
  const resource = isRollout ? RESOURCE : 'deployments.apps';
  return whole(kubectl(subject, 'patch', resource, ref.name, '--type=json', '--patch', JSON.stringify(ops)));
}

/** Back to a revision of the history, by its own key: never to whatever came before, which may be one that failed. */
export function rollBack(subject: Subject, key: string, context: PlanContext): RolloutSketch {
  const { delivery } = subject;
  const target = revisionOfKey(subject, key);
  const before = currentKey(subject);
  const known = target
    ? check('target-known', 'pass')
    : check('target-known', 'fail', { revision: key }, failure('not-found', { reason: 'revision-gone', values: { revision: key } }, delivery.connection));
  const isStable = key === delivery.stableKey;
  const proven = isStable || context.wasStable(key) ? 'pass' : 'warn';
  const checks: Check[] = [known, check('target-proven', proven, { revision: String(target?.number ?? key) })];
  const values = { action: 'roll-back', state: delivery.state, reason: delivery.reason };
  // The template is that of this revision already: nothing would happen.
  if (key === before) checks.push(check('offered', 'fail', values, failure('conflict', { reason: 'not-offered', values }, delivery.connection)));
  const fast = target !== undefined && isFast(subject, target, context.at);
  return {
    from: revisionOfKey(subject, before)?.ref ?? null,
    to: target?.ref ?? refOf(key, null, null),
    effects: target ? [returning(target), ...runs(subject, fast)] : [],
    writes: target ? [templateWrite(subject, [{ op: 'replace', path: TEMPLATE, value: target.template }], [sameTemplate(subject)])] : [],
    commands: target && target.number !== null ? whole(plugin(subject, 'undo', delivery.name, `--to-revision=${target.number}`)) : [],
    undo: before === null || before === key ? null : { action: 'roll-back', revision: before },
    goal: { type: fast ? 'stable' : 'taken', uid: delivery.uid, key },
    awaited: fast ? 'stable' : 'revision',
    withinMs: fast ? BACK_WITHIN_MS : TAKEN_UP_WITHIN_MS,
    checks,
  };
}

/** The template of what is stable, after an abort: traffic is there already, and the delivery is then stable again. */
export function restore(subject: Subject, context: PlanContext): RolloutSketch {
  const { stable } = sides(subject);
  const key = stable?.key ?? '';
  const { checks = [], ...sketch } = rollBack(subject, key, context);
  return { ...sketch, checks: checks.filter(({ id }) => id !== 'target-proven') };
}

const sameTemplate = (subject: Subject): PatchOp => unchanged(holderOf(subject).object, 'spec', 'template');
const returning = ({ number, ref }: StoredRevision): Effect => ({
  id: 'returns-to-revision',
  values: { images: ref.images.join(', '), ...(number !== null && { number: String(number) }) },
});

/** Whether the controller goes there at once, past the steps: to what is stable, is still running, or is recent enough. */
export function isFast({ delivery, rollout, revisions }: Subject, target: StoredRevision, at: number): boolean {
  if (target.key === delivery.stableKey) return true;
  const stable = revisions.find(({ key }) => key === delivery.stableKey);
  if (!stable || stable.createdAt === null || target.createdAt === null || target.createdAt >= stable.createdAt) return false;
  if (delivery.strategy === 'blue-green' && target.keptUntil !== null && target.keptUntil > at) return true;
  const [older, newer] = [target.createdAt, stable.createdAt];
  const between = revisions.filter(({ createdAt }) => createdAt !== null && createdAt > older && createdAt < newer).length;
  return between < (rollout.spec.rollbackWindow?.revisions ?? 0);
}
