import { keepPreviousData, type MutationOptions, QueryClient, useMutation, type UseMutationResult, useQuery, type UseQueryResult } from '@tanstack/react-query';
import type { Input, Output, RequestName } from '../../shared/api/api';
import { type Failure, failureOf } from '../../shared/models/failure';
import { backend, onBackendReplaced } from './connect';

/** Answers are as true as the backend's; nothing is asked again but on demand, and the network has no say in a local port. */
export const queries = new QueryClient({
  defaultOptions: {
    queries: { staleTime: 0, gcTime: 60_000, networkMode: 'always', retry: false, refetchOnWindowFocus: false, refetchOnReconnect: false },
    mutations: { networkMode: 'always', retry: false },
  },
});
onBackendReplaced(() => void queries.invalidateQueries());

/** For those that ask apart from `useRequest`. What goes wrong is a failure. */
export async function asked<K extends RequestName>(verb: K, input: Input<K>, signal?: AbortSignal): Promise<Output<K>> {
  try {
    return await backend.request(verb, input, signal);
  } catch (error) {
    throw failureOf(error);
  }
}

/**
 * Asks once per verb and input, and again after `refetch` or where what it tells has changed. An answer that nobody waits for any more is
 * cancelled at the other end. What was told stays while it is asked again, also where that fails; `keep` also while something else is
 * asked, so that a list does not go blank between two letters of a filter.
 */
export function useRequest<K extends RequestName>(verb: K, input: Input<K>, { enabled = true, keep = false } = {}): UseQueryResult<Output<K>, Failure> {
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

export type ChangeEnds<K extends RequestName> = {
  /** Requests that are asked again; most changes are seen by watching. */
  readonly refresh?: readonly RequestName[];
  readonly done?: (output: Output<K>, input: Input<K>) => void;
  readonly failed?: (failure: Failure, input: Input<K>) => void;
};

/**
 * A verb that changes what the backend or a workspace keeps. `done` and `failed` are called also where what asked has gone from the page
 * before the answer came, as it may by the change itself; what is given to `mutate` is not.
 */
export const useChange = <K extends RequestName>(verb: K, ends?: ChangeEnds<K>): UseMutationResult<Output<K>, Failure, Input<K>> =>
  useMutation(changeOf(verb, ends));

/** What `useChange` does, apart from a page. */
export const changeOf = <K extends RequestName>(
  verb: K,
  { refresh = [], done, failed }: ChangeEnds<K> = {},
): MutationOptions<Output<K>, Failure, Input<K>> => ({
  mutationFn: (input) => asked(verb, input),
  onSuccess: async (output, input) => {
    await Promise.all(refresh.map((name) => queries.invalidateQueries({ queryKey: [name] })));
    done?.(output, input);
  },
  onError: (failure, input) => failed?.(failure, input),
});
