import { keepPreviousData, useMutation, type UseMutationResult, useQuery, type UseQueryResult } from '@tanstack/react-query';
import type { Input, Output, RequestName } from '../../shared/api/api';
import { type Failure, failureOf } from '../../shared/models/failure';
import { backend } from './connect';
import { queries } from './request';

async function asked<K extends RequestName>(verb: K, input: Input<K>, signal?: AbortSignal): Promise<Output<K>> {
  try {
    return await backend.request(verb, input, signal);
  } catch (error) {
    throw failureOf(error);
  }
}

/**
 * Asks a workspace. What it told stays while it is asked again, also where that fails; `keep` also while something else is asked, so that
 * a list does not go blank between two letters of a filter.
 */
export function useAsk<K extends RequestName>(verb: K, input: Input<K>, { enabled = true, keep = false } = {}): UseQueryResult<Output<K>, Failure> {
  return useQuery<Output<K>, Failure>({
    queryKey: [verb, input],
    enabled,
    queryFn: ({ signal }) => asked(verb, input, signal),
    ...(keep && { placeholderData: keepPreviousData }),
  });
}

/** Asks now, apart from any screen, and keeps the answer for those who ask the same. */
export const askOnce = <K extends RequestName>(verb: K, input: Input<K>): Promise<Output<K>> =>
  queries.fetchQuery<Output<K>, Failure>({ queryKey: [verb, input], queryFn: ({ signal }) => asked(verb, input, signal) });

/**
 * A deed in a workspace. What it changed is told by the workspace. `done` is called also where what asked has gone from the page
 * before the answer came, as it may by the deed itself; what is given to `mutate` is not.
 */
export const useDeed = <K extends RequestName>(verb: K, done?: (output: Output<K>) => void): UseMutationResult<Output<K>, Failure, Input<K>> =>
  useMutation<Output<K>, Failure, Input<K>>({ mutationFn: (input) => asked(verb, input), ...(done && { onSuccess: done }) });
