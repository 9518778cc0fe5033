import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import type { Output } from '../../shared/api/api';
import type { Failure } from '../../shared/models/failure';
import type { ArmBucket, SeenRequest, ShadowBucket } from '../../shared/models/service';
import { asked } from './request';

export type Figures = Output<'services.figures'> & {
  /** From when on. */
  readonly since: number;
};

/** Figures grow with every request, and nobody tells of each: they are asked for at this pace, while the window is in sight. */
const PACE_MS = 2_000;

export type FiguresAsked = {
  readonly connection: string;
  readonly service: string;
  readonly spanMs: number;
  /** Nothing before it is asked for: another split was set then. */
  readonly from?: number | null;
  /** Null: the span as one. */
  readonly bucketMs: number | null;
  readonly paceMs?: number;
};

/** What a service answered in the last while, asked again and again. */
export function useFigures({ connection, service, spanMs, from = null, bucketMs, paceMs = PACE_MS }: FiguresAsked): UseQueryResult<Figures, Failure> {
  return useQuery<Figures, Failure>({
    queryKey: ['services.figures', { connection, service }, spanMs, from, bucketMs],
    queryFn: async ({ signal }) => {
      const since = Math.max(Date.now() - spanMs, from ?? 0);
      return { ...(await asked('services.figures', { connection, service, since, bucketMs }, signal)), since };
    },
    refetchInterval: paceMs,
  });
}

/** The same of several services, by name; the whole span as one. Of one that cannot be asked there is none. */
export function useFiguresOf(connection: string, services: readonly string[], spanMs: number): ReadonlyMap<string, readonly ArmBucket[]> {
  const { data } = useQuery<ReadonlyMap<string, readonly ArmBucket[]>, Failure>({
    queryKey: ['services.figures', { connection }, services.join(' '), spanMs],
    enabled: services.length > 0,
    queryFn: async ({ signal }) => {
      const since = Date.now() - spanMs;
      const all = await Promise.allSettled(services.map((service) => asked('services.figures', { connection, service, since, bucketMs: null }, signal)));
      return new Map(all.flatMap((each, index) => (each.status === 'fulfilled' ? [[services[index] ?? '', each.value.buckets] as const] : [])));
    },
    refetchInterval: PACE_MS,
  });
  return data ?? NONE;
}
const NONE: ReadonlyMap<string, readonly ArmBucket[]> = new Map();

/** What the candidate of a service was sent as a shadow in the last while, as one. */
export const useShadows = ({
  connection,
  service,
  spanMs,
}: Pick<FiguresAsked, 'connection' | 'service' | 'spanMs'>): UseQueryResult<readonly ShadowBucket[], Failure> =>
  useQuery<readonly ShadowBucket[], Failure>({
    queryKey: ['services.shadows', { connection, service }, spanMs],
    queryFn: async ({ signal }) => (await asked('services.shadows', { connection, service, since: Date.now() - spanMs, bucketMs: null }, signal)).buckets,
    refetchInterval: PACE_MS,
  });

/** The last requests of a service, the newest first. */
export const useSeenRequests = (connection: string, service: string): UseQueryResult<readonly SeenRequest[], Failure> =>
  useQuery<readonly SeenRequest[], Failure>({
    queryKey: ['services.requests', { connection, service }],
    queryFn: async ({ signal }) => (await asked('services.requests', { connection, service }, signal)).requests,
    refetchInterval: PACE_MS,
  });
