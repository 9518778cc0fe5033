import { type Failure, failureOf } from '../../../shared/models/failure';

/** MLflow's names for what went wrong, with the status that its clients expect of each. */
const STATUS = {
  BAD_REQUEST: 400,
  INVALID_PARAMETER_VALUE: 400,
  RESOURCE_ALREADY_EXISTS: 400,
  RESOURCE_CONFLICT: 409,
  RESOURCE_LIMIT_EXCEEDED: 400,
  UNAUTHENTICATED: 401,
  PERMISSION_DENIED: 403,
  RESOURCE_DOES_NOT_EXIST: 404,
  ENDPOINT_NOT_FOUND: 404,
  INTERNAL_ERROR: 500,
  NOT_IMPLEMENTED: 501,
  // Clients try this one again for some minutes: a full disk may be full no more by then.
  TEMPORARILY_UNAVAILABLE: 503,
} as const;
export type ErrorCode = keyof typeof STATUS;

/** A refusal in MLflow's own shape. */
export class MlflowError extends Error {
  readonly status: number;
  constructor(
    readonly code: ErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.status = STATUS[code];
  }
  get body(): { error_code: ErrorCode; message: string } {
    return { error_code: this.code, message: this.message };
  }
}

export const invalid = (message: string) => new MlflowError('INVALID_PARAMETER_VALUE', message);
export const missing = (message: string) => new MlflowError('RESOURCE_DOES_NOT_EXIST', message);
/** What MLflow has and this endpoint has not, by its name. */
export const notImplemented = (what: string) =>
  new MlflowError('NOT_IMPLEMENTED', `Not implemented: ${what} is outside the part of MLflow that this tracking address speaks.`);

const CODES: Partial<Record<Failure['code'], ErrorCode>> = {
  'not-found': 'RESOURCE_DOES_NOT_EXIST',
  invalid: 'INVALID_PARAMETER_VALUE',
  conflict: 'RESOURCE_ALREADY_EXISTS',
  denied: 'PERMISSION_DENIED',
  forbidden: 'PERMISSION_DENIED',
  unsupported: 'NOT_IMPLEMENTED',
  cancelled: 'BAD_REQUEST',
};

/** Reads any thrown value. What was not foreseen is told in general words; its text goes to the log. */
export function toMlflowError(error: unknown): MlflowError {
  if (error instanceof MlflowError) return error;
  const failure = failureOf(error);
  const { reason, text, values } = failure.detail;
  if (reason === 'quota-reached')
    return new MlflowError('RESOURCE_LIMIT_EXCEEDED', 'The workspace holds as much as its quota allows. Nothing was kept.', { cause: error });
  if (failure.code === 'local')
    return new MlflowError('TEMPORARILY_UNAVAILABLE', `The workspace cannot be written now (${reason ?? 'local'}). Nothing was kept.`, { cause: error });
  const code = CODES[failure.code];
  if (!code) return new MlflowError('INTERNAL_ERROR', 'The tracking address failed in a way that was not foreseen. Its log has more.', { cause: error });
  return new MlflowError(code, text ?? [reason ?? failure.code, ...Object.entries(values ?? {}).map(([key, value]) => `${key} ${value}`)].join(', '), {
    cause: error,
  });
}
