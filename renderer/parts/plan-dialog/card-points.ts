import type { Plan } from '../../../shared/models/action';
import type { ActionId } from '../../../shared/models/action-id';
import type { Delivery } from '../../../shared/models/delivery';
import type { DeliveryDetail } from '../../../shared/models/delivery-detail';
import type { ServiceRow } from '../../../shared/models/service';
import type { WordId } from '../../../shared/words/words';

export type CardPointId = 'where' | 'traffic' | 'health' | 'analyses' | 'change' | 'right' | 'owner' | 'back' | 'after';
export type CardPoint = {
  readonly id: CardPointId;
  /** `unknown` is never drawn as good. */
  readonly tone: 'ok' | 'warn' | 'unknown' | 'plain';
  readonly word: WordId;
  readonly values?: Readonly<Record<string, string | number>>;
};

/** Actions that give the candidate more: what speaks for and against it belongs beside them. */
const WITH_CARD: readonly ActionId[] = ['promote', 'promote-full', 'resume'];
export const hasCard = ({ request }: Pick<Plan, 'request'>): boolean => WITH_CARD.includes(request.action);

export type CardFacts = {
  readonly plan: Plan;
  readonly delivery: Delivery | undefined;
  readonly detail: DeliveryDetail | undefined;
  /** Where it is a service of a workspace. */
  readonly service?: ServiceRow | undefined;
};

/** What an operator should know before giving a candidate more, as far as the connected systems tell it. */
export function cardPoints(facts: CardFacts): readonly CardPoint[] {
  const points = isLocal(facts.plan)
    ? [whereOfWeights, traffic, loaded, change, atHand, rule]
    : [where, traffic, health, analyses, change, right, owner, back, after];
  return points.flatMap((point) => point(facts) ?? []);
}

/** A service of a workspace: nobody else writes it, and its gateway counts what it answers. */
export const isLocal = ({ target }: Pick<Plan, 'target'>): boolean => target.engine === 'local' && target.kind === 'delivery';

/** What nothing here answers of a service: its gateway counts requests, and its workspace knows its origin. */
const UNANSWERED_LOCAL: readonly WordId[] = ['actions.card.unknown.policy', 'actions.card.unknown.on-call'];

/** A cluster knows nothing of these. */
const UNANSWERED: readonly WordId[] = [
  'actions.card.unknown.metrics',
  'actions.card.unknown.predictions',
  'actions.card.unknown.lineage',
  'actions.card.unknown.policy',
  'actions.card.unknown.on-call',
];

/** What nothing that is connected answers. A monitor of the delivery tells of drift, and not of what came true. */
export function unanswered(plan: Plan): readonly WordId[] {
  if (isLocal(plan)) return UNANSWERED_LOCAL;
  const isMonitored = plan.checks.some(({ id }) => id === 'drift-compared');
  return UNANSWERED.map((word) => (isMonitored && word === 'actions.card.unknown.predictions' ? 'actions.card.unknown.quality' : word));
}

type Point = (facts: CardFacts) => CardPoint | null;

const where: Point = ({ delivery }) => {
  if (!delivery || delivery.step === null || delivery.steps.length === 0) return { id: 'where', tone: 'plain', word: 'actions.card.where.no-steps' };
  const step = Math.min(delivery.step + 1, delivery.steps.length);
  return { id: 'where', tone: 'plain', word: 'actions.card.where', values: { step, total: delivery.steps.length } };
};

/** The steps of a service are weights: a pause is a part of its step, as its plan says. */
const whereOfWeights: Point = (facts) => {
  const { delivery } = facts;
  const total = delivery?.steps.filter(({ kind }) => kind === 'weight').length ?? 0;
  if (!delivery || delivery.step === null || total === 0) return where({ ...facts, delivery: undefined });
  const step = delivery.steps.slice(0, delivery.step + 1).filter(({ kind }) => kind === 'weight').length;
  return { id: 'where', tone: 'plain', word: 'actions.card.where', values: { step: Math.max(1, step), total } };
};

const traffic: Point = ({ delivery, detail }) => {
  const split = delivery?.split;
  if (!split) return { id: 'traffic', tone: 'unknown', word: 'actions.card.traffic.unknown' };
  if (split.reported !== null) {
    const router = detail?.traffic.router ?? null;
    const values = { share: split.reported / 100 };
    if (router === null) return { id: 'traffic', tone: 'plain', word: 'actions.card.traffic.reported', values };
    return { id: 'traffic', tone: 'plain', word: 'actions.card.traffic.routed', values: { ...values, router } };
  }
  if (split.pods !== null) return { id: 'traffic', tone: 'unknown', word: 'actions.card.traffic.pods', values: { share: split.pods / 100 } };
  return { id: 'traffic', tone: 'unknown', word: 'actions.card.traffic.unknown' };
};

const isMissing = (detail: DeliveryDetail, part: 'pods' | 'analyses') => detail.loading.includes(part) || detail.missing.some((each) => each.part === part);

const health: Point = ({ delivery, detail }) => {
  if (!detail || isMissing(detail, 'pods') || !delivery) return { id: 'health', tone: 'unknown', word: 'actions.card.health.unknown' };
  const key = delivery.candidateKey ?? delivery.stableKey;
  const pods = detail.pods.filter(({ revision, terminating }) => revision === key && !terminating);
  if (pods.length === 0) return { id: 'health', tone: 'unknown', word: 'actions.card.health.none' };
  const ready = pods.filter((pod) => pod.ready).length;
  const restarts = pods.reduce((sum, pod) => sum + pod.restarts, 0);
  const well = ready === pods.length && restarts === 0 && pods.every(({ trouble }) => trouble === null);
  return { id: 'health', tone: well ? 'ok' : 'warn', word: 'actions.card.health', values: { ready, count: pods.length, restarts } };
};

const analyses: Point = ({ delivery, detail }) => {
  if (!detail || isMissing(detail, 'analyses')) return { id: 'analyses', tone: 'unknown', word: 'actions.card.analyses.unknown' };
  const own = detail.analyses.filter(({ revision }) => revision === null || revision === delivery?.candidateKey);
  if (own.length === 0) return { id: 'analyses', tone: 'unknown', word: 'actions.card.analyses.none' };
  const passed = own.filter(({ phase }) => phase === 'Successful').length;
  const failed = own.filter(({ phase }) => phase === 'Failed' || phase === 'Error').length;
  const tone = failed > 0 ? 'warn' : passed === own.length ? 'ok' : 'unknown';
  return { id: 'analyses', tone, word: 'actions.card.analyses', values: { passed, failed, open: own.length - passed - failed } };
};

const change: Point = ({ plan, detail }) => {
  const revision = detail?.revisions.find(({ key }) => key !== null && key === plan.to?.key);
  if (revision?.change?.why === '') return { id: 'change', tone: 'plain', word: 'actions.card.change.no-reason', values: { who: revision.change.who } };
  if (!revision?.change) return { id: 'change', tone: 'unknown', word: 'actions.card.change.unknown' };
  return { id: 'change', tone: 'plain', word: 'actions.card.change', values: { who: revision.change.who, why: revision.change.why } };
};

const right: Point = ({ plan }) => {
  const outcome = plan.checks.find(({ id }) => id === 'rights')?.outcome ?? 'unknown';
  const who = plan.actingAs;
  if (outcome === 'unknown') return { id: 'right', tone: 'unknown', word: 'actions.card.right.unknown' };
  if (outcome === 'fail') return { id: 'right', tone: 'warn', word: 'actions.card.right.no' };
  if (who === null) return { id: 'right', tone: 'ok', word: 'actions.card.right.yes' };
  return { id: 'right', tone: 'ok', word: 'actions.card.right.as', values: { who } };
};

const owner: Point = ({ plan, delivery }) => {
  const found = delivery?.owner;
  if (found) return { id: 'owner', tone: found.reverts ? 'warn' : 'plain', word: `actions.card.owner.${found.tool}`, values: { name: found.name } };
  const outcome = plan.checks.find(({ id }) => id === 'git-owner')?.outcome;
  return outcome === 'pass'
    ? { id: 'owner', tone: 'ok', word: 'actions.card.owner.none' }
    : { id: 'owner', tone: 'unknown', word: 'actions.card.owner.unknown' };
};

const back: Point = ({ plan, delivery, detail }) => {
  if (!plan.undo) return { id: 'back', tone: 'warn', word: 'actions.card.back.none' };
  const warm = detail?.revisions.find(({ key }) => key !== null && key === delivery?.stableKey)?.replicas.available;
  if (warm === undefined) return { id: 'back', tone: 'plain', word: `actions.card.back.${plan.undo.action}` };
  return { id: 'back', tone: warm > 0 ? 'ok' : 'warn', word: 'actions.card.back.warm', values: { count: warm } };
};

const after: Point = ({ detail }) => {
  if (!detail || isMissing(detail, 'analyses')) return null;
  const watching = detail.analyses.some(({ role, phase }) => role === 'background' && phase === 'Running');
  return watching ? { id: 'after', tone: 'plain', word: 'actions.card.after.watched' } : { id: 'after', tone: 'unknown', word: 'actions.card.after.unwatched' };
};

const hostOf = ({ service }: CardFacts, revision: number | null | undefined) => service?.arms.find((arm) => arm.revision === revision)?.host;

const loaded: Point = (facts) => {
  const { release } = facts.service ?? {};
  const host = hostOf(facts, release?.candidate ?? release?.stable);
  if (host === undefined) return { id: 'health', tone: 'unknown', word: 'actions.card.health.not-told' };
  return host === 'ready'
    ? { id: 'health', tone: 'ok', word: 'actions.card.health.loaded' }
    : { id: 'health', tone: 'warn', word: 'actions.card.health.not-loaded' };
};

const atHand: Point = (facts) => {
  const { plan, service } = facts;
  if (!plan.undo) return { id: 'back', tone: 'warn', word: 'actions.card.back.none' };
  const { bakeSeconds } = service?.plan ?? {};
  if (hostOf(facts, service?.release.stable) !== 'ready') return { id: 'back', tone: 'plain', word: `actions.card.back.${plan.undo.action}` };
  const ends = service?.release.candidate !== null && plan.undo.action === 'roll-back' && bakeSeconds !== undefined;
  return ends
    ? { id: 'back', tone: bakeSeconds > 0 ? 'ok' : 'warn', word: 'actions.card.back.bake', values: { seconds: bakeSeconds } }
    : { id: 'back', tone: 'ok', word: 'actions.card.back.loaded' };
};

const rule: Point = ({ service }) => {
  if (!service) return null;
  const { errorLimit } = service.plan;
  if (errorLimit === null) return { id: 'after', tone: 'unknown', word: 'actions.card.after.no-rule' };
  return { id: 'after', tone: 'plain', word: 'actions.card.after.rule', values: { share: errorLimit / 100 } };
};
