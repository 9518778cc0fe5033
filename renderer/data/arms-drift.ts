import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import type { ArmsDrift } from '../../shared/models/arms-drift';
import type { EntityKey } from '../../shared/models/entity';
import type { Failure } from '../../shared/models/failure';
import { asked } from './request';

/** What it rests on is written every ten seconds at most. */
const PACE_MS = 10_000;

/** What the monitors of a delivery say of its candidate, looked at again as long as it is in sight; null where there is no candidate. */
export const useArmsDrift = ({ connection, kind, id }: EntityKey, enabled = true): UseQueryResult<readonly ArmsDrift[] | null, Failure> =>
  useQuery<readonly ArmsDrift[] | null, Failure>({
    queryKey: ['drift.betweenArms', { delivery: { connection, kind, id } }],
    enabled,
    queryFn: async ({ signal }) => (await asked('drift.betweenArms', { delivery: { connection, kind, id } }, signal)).monitors,
    refetchInterval: PACE_MS,
  });
