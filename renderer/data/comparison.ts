import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import type { ArmComparison } from '../../shared/models/arm-comparison';
import type { Failure } from '../../shared/models/failure';
import { asked } from './request';

/** What it rests on is written every ten seconds. */
const PACE_MS = 10_000;

/** The candidate beside the stable revision, looked at again as long as it is in sight; null where there is none. */
export const useComparison = (connection: string, service: string, enabled = true): UseQueryResult<ArmComparison | null, Failure> =>
  useQuery<ArmComparison | null, Failure>({
    queryKey: ['services.compare', { connection, service }],
    enabled,
    queryFn: async ({ signal }) => (await asked('services.compare', { connection, service }, signal)).comparison,
    refetchInterval: PACE_MS,
  });
