import { AppError, failure } from '../../../../shared/models/failure';
import { abortError } from './wire-failure';

/**
 * Runs `work` under a signal that also aborts after `ms`, with `timed-out`. Nothing is left behind on the outer signal,
 * which may live as long as the app.
 */
export async function withDeadline<T>(signal: AbortSignal, ms: number, what: string, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const pass = () => controller.abort(abortError(signal));
  if (signal.aborted) pass();
  signal.addEventListener('abort', pass, { once: true });
  const timer = setTimeout(() => {
    controller.abort(new AppError(failure('unreachable', { reason: 'timed-out', values: { what, seconds: String(Math.round(ms / 1000)) } })));
  }, ms);
  try {
    controller.signal.throwIfAborted();
    return await work(controller.signal);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', pass);
  }
}

/** The value of a promise that others wait for as well; an abort ends only this waiting. */
export function abandonable<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(abortError(signal));
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
