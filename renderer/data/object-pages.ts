import { type InfiniteData, useInfiniteQuery, type UseInfiniteQueryResult } from '@tanstack/react-query';
import type { Output } from '../../shared/api/api';
import type { Failure } from '../../shared/models/failure';
import { asked } from './request';

export type Pages<T> = UseInfiniteQueryResult<InfiniteData<T>, Failure>;
type After = { readonly after: string | null };
const FIRST: string | null = null;
const nextOf = ({ after }: After) => after;

/** What lies on one level of a bucket, page by page as it is asked for. */
export const useLevel = (connection: string, bucket: string, prefix: string): Pages<Output<'objects.list'>> =>
  useInfiniteQuery({
    queryKey: ['objects.list', { connection, bucket, prefix }],
    queryFn: ({ pageParam, signal }) => asked('objects.list', { connection, bucket, prefix, after: pageParam }, signal),
    initialPageParam: FIRST,
    getNextPageParam: nextOf,
    enabled: bucket !== '',
  });

export const useBuckets = (connection: string, enabled: boolean): Pages<Output<'objects.buckets'>> =>
  useInfiniteQuery({
    queryKey: ['objects.buckets', { connection }],
    queryFn: ({ pageParam, signal }) => asked('objects.buckets', { connection, after: pageParam }, signal),
    initialPageParam: FIRST,
    getNextPageParam: nextOf,
    enabled,
  });

export const useVersions = (connection: string, bucket: string, key: string): Pages<Output<'objects.versions'>> =>
  useInfiniteQuery({
    queryKey: ['objects.versions', { connection, bucket, key }],
    queryFn: ({ pageParam, signal }) => asked('objects.versions', { connection, bucket, key, after: pageParam }, signal),
    initialPageParam: FIRST,
    getNextPageParam: nextOf,
  });
