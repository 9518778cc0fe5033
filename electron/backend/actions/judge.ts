import { ACTION_DANGER } from '../../../shared/models/action-danger';
import { type ActionRequest, type ActionRun, CHECK_IDS, type Check, type CheckId, type Plan } from '../../../shared/models/action';
import type { ConnectionOptions, Right } from '../../../shared/models/connection';
import { type Failure, type FailureReason, failure } from '../../../shared/models/failure';
import type { Freshness } from '../../../shared/models/freshness';
import { check } from '../lib/check';

// Pure: what is known in, checks and a verdict out.

const pass = (id: CheckId): Check => check(id, 'pass');

export type Known = {
  readonly appReadOnly: boolean;
  readonly options: Pick<ConnectionOptions, 'name' | 'readOnly'>;
  readonly freshness: Freshness;
  readonly request: ActionRequest;
  /** What of ours is under way on the same entity. */
  readonly under: ActionRun | null;
  /** Another confirmation on the same entity is being looked at in this moment. */
  readonly beginning?: boolean;
};

/** The checks that need nothing from outside. */
export function ownChecks({ appReadOnly, options, freshness, request, under, beginning = false }: Known): Check[] {
  return [
    appReadOnly ? fails('app-writable', failure('denied', { reason: 'app-read-only' })) : pass('app-writable'),
    options.readOnly
      ? fails('connection-writable', failure('denied', { reason: 'connection-read-only', values: { connection: options.name } }))
      : pass('connection-writable'),
    freshCheck(freshness),
    underWayCheck(request, under, beginning),
  ];
}

function freshCheck(freshness: Freshness): Check {
  if (freshness.state === 'live') return pass('fresh');
  const cause = 'failure' in freshness ? freshness.failure : null;
  const values = {
    state: freshness.state,
    ...(freshness.asOf !== null && { asOf: String(freshness.asOf) }), // epoch ms
    ...(cause && { cause: cause.detail.reason ?? cause.code }),
  };
  return fails('fresh', failure('stale', { reason: 'not-live', values, ...(cause?.detail.text !== undefined && { text: cause.detail.text }) }));
}

/** What stops or takes back may always follow what was sent before: an operator must not be locked out by a rollout that hangs. */
const STOPS: readonly ActionRequest['action'][] = ['abort', 'pause', 'roll-back', 'restore'];

function underWayCheck({ action }: ActionRequest, under: ActionRun | null, beginning: boolean): Check {
  if (beginning) return fails('no-other-action', failure('conflict', { reason: 'action-under-way' }));
  if (!under) return pass('no-other-action');
  const values = { action: under.request.action, since: String(under.startedAt) };
  if (under.phase !== 'sending' && STOPS.includes(action)) return { id: 'no-other-action', outcome: 'warn', values, failure: null };
  return fails('no-other-action', failure('conflict', { reason: 'action-under-way', values }));
}

/** A review that failed is `unknown`: no denial, and no permission either. */
export function rightsCheck(rights: readonly Right[]): Check {
  const asked = ({ verb, group, resource, namespace }: Right) => ({ verb, resource, ...(group && { group }), ...(namespace !== null && { namespace }) });
  const lacking = rights.find(({ allowed }) => allowed === 'no');
  if (lacking) {
    return fails('rights', failure('forbidden', { reason: 'right-missing', values: asked(lacking), ...(lacking.why !== null && { text: lacking.why }) }));
  }
  const open = rights.find(({ allowed }) => allowed === 'unknown');
  return open ? { id: 'rights', outcome: 'unknown', values: asked(open), failure: null } : pass('rights');
}

/** The server's answer to the trial. A trial that it never answered, or cannot make, says nothing: neither yes nor no. */
export function dryRunCheck(said: Failure | null): Check {
  if (!said) return pass('dry-run');
  const unanswered = said.code === 'limited' || said.code === 'unsupported' || (said.code === 'unreachable' && said.detail.reason !== 'server-error');
  if (unanswered) return { id: 'dry-run', outcome: 'unknown', values: {}, failure: said };
  return fails('dry-run', said.detail.reason ? said : { ...said, detail: { ...said.detail, reason: 'dry-run-refused' } });
}

export const changedCheck = (why: Failure): Check => fails('unchanged', why);

function fails(id: CheckId, why: Failure): Check {
  return { id, outcome: 'fail', values: why.detail.values ?? {}, failure: why };
}

export const inOrder = (checks: readonly Check[]): Check[] => checks.toSorted((a, b) => CHECK_IDS.indexOf(a.id) - CHECK_IDS.indexOf(b.id));

/** The first check that refuses, in the order of CHECK_IDS. */
export const refusing = (checks: readonly Check[]): Check | undefined => inOrder(checks).find(({ outcome }) => outcome === 'fail');

/** Checks after which whoever goes on must say why. */
const WANT_REASON: readonly CheckId[] = [
  'target-proven',
  'git-owner',
  'stages-passed',
  'enough-data',
  'arms-alike',
  'errors-compared',
  'answers-compared',
  'latency-compared',
  'predictions-compared',
  'quality-compared',
  'drift-compared',
];

/** A reason is asked for on production, for what moves live traffic at once, and against a warning that somebody may have to explain later. */
export function verdictOf(checks: readonly Check[], { action }: ActionRequest, on: { readonly production: boolean; readonly name: string }): Plan['verdict'] {
  const by = refusing(checks)?.id ?? null;
  const warned = checks.some(({ id, outcome }) => WANT_REASON.includes(id) && outcome !== 'pass');
  return {
    allowed: by === null,
    by,
    needsReason: on.production || ACTION_DANGER[action] === 'risky' || warned,
    typedName: on.production ? on.name : null,
  };
}

/** For checks of a connector that say no closer reason themselves. */
const REASONS: Partial<Record<CheckId, FailureReason>> = { offered: 'not-offered', 'target-known': 'revision-gone', rights: 'right-missing' };

/** What is said to whoever asked for an action that a check refused. */
export function refusalOf({ id, failure: why, values }: Check, connection: string): Failure {
  const detail = { ...why?.detail, values: { ...values, ...why?.detail.values, check: id } };
  return failure(why?.code ?? 'denied', { ...detail, reason: detail.reason ?? REASONS[id] ?? 'check-failed' }, connection);
}
