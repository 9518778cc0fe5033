import { z } from 'zod';
import { redact } from '../lib/redact';

/** Every way in which something can fail. Each has words in every language (`shared/words`), and one row in docs/design.md. */
export const FAILURE_CODES = [
  'unreachable',
  'limited',
  'unauthenticated',
  'forbidden',
  'denied',
  'conflict',
  'stale',
  'uncertain',
  'invalid',
  'not-found',
  'unsupported',
  'local',
  'cancelled',
  'bug',
] as const;
export type FailureCode = (typeof FAILURE_CODES)[number];

/** Who can make a failed thing work: it does by itself, the user does, or nobody does by trying again. */
export type Retry = 'self' | 'user' | 'never';
const RETRY = {
  unreachable: 'self',
  limited: 'self',
  unauthenticated: 'user',
  forbidden: 'never',
  denied: 'never',
  conflict: 'user',
  stale: 'user',
  uncertain: 'never',
  invalid: 'user',
  'not-found': 'never',
  unsupported: 'never',
  local: 'user',
  cancelled: 'never',
  bug: 'never',
} satisfies Record<FailureCode, Retry>;

/** A closer reason within a code, where it changes what the user should do. Each has words of its own. */
export const FAILURE_REASONS = [
  // kubeconfig
  'kubeconfig-missing',
  'kubeconfig-malformed',
  'kubeconfig-too-large',
  'context-unknown',
  'cluster-unknown',
  'user-unknown',
  'credential-file-missing',
  // exec plugins
  'exec-missing',
  'exec-failed',
  'exec-timeout',
  'exec-flooded',
  'exec-garbled',
  // on the way to a server
  'name-unresolved',
  'connection-refused',
  'connection-lost',
  'connection-stalled',
  'timed-out',
  'proxy-refused',
  'certificate-untrusted',
  'certificate-expired',
  'certificate-host',
  'client-certificate-expired',
  // answers of a server
  'not-kubernetes',
  'token-expired',
  'server-error',
  'throttled',
  'answer-too-large',
  'answer-malformed',
  'history-gone',
  'namespace-forbidden',
  // answers to a write
  'precondition-failed',
  'admission-denied',
  'admission-unavailable',
  // plans and actions
  'plan-unknown',
  'plan-expired',
  'plan-used',
  'object-changed',
  'object-gone',
  'typed-name-differs',
  'reason-missing',
  'app-read-only',
  'connection-read-only',
  'connection-gone',
  'not-live',
  'action-under-way',
  'not-offered',
  'action-unsupported',
  'revision-gone',
  'right-missing',
  'check-failed',
  'dry-run-refused',
  'no-answer-kept',
  'never-arrived',
  'goal-not-seen',
  'partly-written',
  // this machine
  'store-corrupt',
  'store-locked',
  'store-newer',
  'store-unwritable',
  'disk-full',
  // a workspace
  'workspace-held',
  'workspace-missing',
  'workspace-other',
  'quota-reached',
  'port-taken',
  'engine-lost',
  'engine-not-started',
  // projects and their runs
  'project-malformed',
  'project-too-large',
  'project-unreadable',
  'project-unknown',
  'entry-point-unknown',
  'command-shell',
  'command-malformed',
  'parameter-missing',
  'parameter-invalid',
  'environment-unsupported',
  'environment-unknown',
  'interpreter-missing',
  'program-not-started',
  'run-unknown',
  'run-not-active',
  'run-not-ours',
  'run-not-finished',
  'param-fixed',
  'artifact-unknown',
  'code-not-kept',
  'commit-gone',
  'patch-damaged',
  'data-changed',
  'environment-changed',
  // drift
  'monitor-unknown',
  'monitor-unread',
  'labels-need-payloads',
  // datasets
  'data-unknown',
  'data-version-unknown',
  'data-name-taken',
  'data-none',
  'data-empty',
  'data-gone',
  'data-unreadable',
  'data-too-many',
  'data-too-large',
  'data-format-unknown',
  'data-cut-short',
  'data-encoding',
  'data-malformed',
  'data-schemas-differ',
  'data-changing',
  'data-version-gone',
  'data-quarantined',
  'column-unknown',
  'check-unknown',
  'check-unsuited',
  'pattern-malformed',
  // the registry of models
  'model-unknown',
  'model-exists',
  'model-version-unknown',
  'model-not-logged',
  'bytes-changed',
  'alias-there',
  'alias-nowhere',
  // services
  'service-unknown',
  'service-other-model',
  'model-not-servable',
  'error-limit-passed',
  'candidate-failed',
  'candidate-worse',
  // stages of a release
  'golden-malformed',
  'golden-gone',
  'golden-columns',
  'golden-no-rows',
  'release-check-unknown',
  'release-check-left',
  'evidence-changed',
  // object stores
  'connection-off',
  'access-key-unknown',
  'secret-refused',
  'credentials-missing',
  'secret-sealed-elsewhere',
  'clock-skewed',
  'region-other',
  'bucket-unknown',
  'object-unknown',
  'listing-denied',
  'object-denied',
  'object-replaced',
  'object-archived',
  'object-too-large',
  'not-object-store',
  'ranges-ignored',
  'store-lacks',
  // models that are served
  'model-corrupt',
  'operator-unknown',
  'model-file-gone',
  'model-too-large',
  'model-types-unknown',
  'model-not-loaded',
  'model-crashed',
  'server-not-ready',
  'server-ended',
  'revision-not-ready',
  'weights-malformed',
  'serving-lost',
  // its address beyond this machine
  'address-foreign',
  'address-loopback',
  'port-denied',
  'certificate-unreadable',
  'certificate-ended',
  'certificate-not-yet',
  'certificate-weak',
  'certificate-unknown',
  'key-unreadable',
  'key-locked',
  'key-differs',
  'key-sealed-elsewhere',
  'token-taken',
  // the port
  'verb-unknown',
  'message-too-large',
  'message-malformed',
  'backend-restarted',
] as const;
export type FailureReason = (typeof FAILURE_REASONS)[number];

const DETAIL_TEXT_MAX = 4_000;

export const Failure = z.object({
  code: z.enum(FAILURE_CODES),
  retry: z.enum(['self', 'user', 'never']),
  connection: z.string().optional(),
  detail: z.object({
    reason: z.enum(FAILURE_REASONS).optional(),
    /** What the other side said, word for word, secrets removed. Shown below our own words, never instead of them. */
    text: z.string().max(DETAIL_TEXT_MAX).optional(),
    /** What our words name: a file, a context, a host, a verb. */
    values: z.record(z.string(), z.string()).optional(),
  }),
});
export type Failure = z.infer<typeof Failure>;
export type FailureDetail = Failure['detail'];

/** Builds a failure; `retry` follows from the code. Whatever the other side said, secrets in it go no further than here. */
export function failure(code: FailureCode, detail: FailureDetail = {}, connection?: string): Failure {
  const text = detail.text === undefined ? undefined : redact(detail.text.slice(0, DETAIL_TEXT_MAX)).slice(0, DETAIL_TEXT_MAX);
  return { code, retry: RETRY[code], ...(connection !== undefined && { connection }), detail: text === undefined ? detail : { ...detail, text } };
}

/** How a failure travels inside a process. On the wire it is a `Result`. */
export class AppError extends Error {
  override readonly name = 'AppError';
  readonly failure: Failure;
  constructor(reason: Failure, options?: ErrorOptions) {
    super([reason.code, reason.detail.reason, reason.detail.text].filter(Boolean).join(': '), options);
    this.failure = reason;
  }
}

/** Reads any thrown value as a failure; what we did not foresee is a bug, and says so. */
export function failureOf(error: unknown): Failure {
  if (error instanceof AppError) return error.failure;
  if (error instanceof Error && error.name === 'AbortError') return failure('cancelled');
  return failure('bug', { text: error instanceof Error ? (error.stack ?? error.message) : String(error) });
}
