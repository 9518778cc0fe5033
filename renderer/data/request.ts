import { QueryClient, useMutation, type UseMutationResult, useQuery, type UseQueryResult } from '@tanstack/react-query';
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

/** Asks once per verb and input, and again after `refetch`. An answer that nobody waits for any more is cancelled at the other end. */
export function useRequest<K extends RequestName>(verb: K, input: Input<K>, { enabled = true } = {}): UseQueryResult<Output<K>, Failure> {
  return useQuery<Output<K>, Failure>({
    queryKey: [verb, input],
    enabled,
    queryFn: async ({ signal }) => {
      try {
        return await backend.request(verb, input, signal);
      } catch (error) {
        throw failureOf(error);
      }
    },
  });
}

/** A verb that changes what the backend keeps. The change is seen by watching; `refresh` names the requests that are asked again. */
export function useChange<K extends RequestName>(verb: K, refresh: readonly RequestName[] = []): UseMutationResult<Output<K>, Failure, Input<K>> {
  return useMutation<Output<K>, Failure, Input<K>>({
    mutationFn: async (input) => {
      try {
        return await backend.request(verb, input);
      } catch (error) {
        throw failureOf(error);
      }
    },
    onSuccess: async () => {
      await Promise.all(refresh.map((name) => queries.invalidateQueries({ queryKey: [name] })));
    },
  });
}
