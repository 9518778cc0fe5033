import { type LineageKey, lineageRef } from '../../shared/models/lineage';
import type { Address, Search } from './address';

export const RUN_ROUTE = '/runs/$connection/$id';
export const COMPARE_ROUTE = '/compare/$connection';
export const MODEL_ROUTE = '/models/$connection/$id';
export const MODEL_VERSION_ROUTE = '/models/$connection/$id/$version';
export const SERVICE_ROUTE = '/services/$connection/$id';
export const DATASET_ROUTE = '/data/$connection/$id';

/** The page of one run. */
export const runAddress = (connection: string, id: string, search: Search = {}): Address => ({ to: RUN_ROUTE, params: { connection, id }, search });
/** Runs side by side. */
export const compareAddress = (connection: string, runs: readonly string[]): Address => ({
  to: COMPARE_ROUTE,
  params: { connection },
  search: { runs: runs.join(',') },
});
export const modelAddress = (connection: string, id: string): Address => ({ to: MODEL_ROUTE, params: { connection, id } });
export const modelVersionAddress = (connection: string, id: string, version: number | string): Address => ({
  to: MODEL_VERSION_ROUTE,
  params: { connection, id, version: String(version) },
});
/** The page of one service. */
export const serviceAddress = (connection: string, id: string): Address => ({ to: SERVICE_ROUTE, params: { connection, id } });
/** The page of a dataset, at one of its versions where one is named. */
export const datasetAddress = (connection: string, id: string, version: string | null = null): Address => ({
  to: DATASET_ROUTE,
  params: { connection, id },
  search: version === null ? {} : { version },
});
/** What a thing was made from and what stands on it, with the thing itself chosen. */
export const lineageAddress = (key: LineageKey): Address => ({ to: '/lineage', search: { of: lineageRef(key), chosen: lineageRef(key) } });
