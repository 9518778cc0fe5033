import { failure } from '../../../shared/models/failure';
import type { Freshness } from '../../../shared/models/freshness';
import type { ChartPoint } from '../../ui/downsample';

const MINUTE = 60_000;

/** Monday 23 November 2026, 11:10 UTC: the moment of all pictures. */
export const NOW = Date.UTC(2026, 10, 23, 11, 10);

const lost = failure('unreachable', { reason: 'connection-lost' }, 'dr-site');
const unresolved = failure('unreachable', { reason: 'name-unresolved', values: { host: 'api.lab.example' } }, 'lab');

export const FRESHNESS: readonly { readonly name: string; readonly freshness: Freshness }[] = [
  { name: 'ae-prod', freshness: { state: 'live', since: NOW - 126 * MINUTE } },
  { name: 'staging', freshness: { state: 'connecting', since: NOW - 2_000, asOf: NOW - 17 * 60 * MINUTE } },
  { name: 'dr-site', freshness: { state: 'reconnecting', asOf: NOW - MINUTE, tries: 2, nextTryAt: NOW + 4_000, failure: lost } },
  { name: 'lab', freshness: { state: 'stale', asOf: NOW - 118 * MINUTE, tries: 118, nextTryAt: NOW + 40_000, failure: unresolved } },
  { name: 'new-site', freshness: { state: 'stale', asOf: null, tries: 3, nextTryAt: NOW + 40_000, failure: unresolved } },
  { name: 'edge', freshness: { state: 'idle', asOf: NOW - 20 * MINUTE } },
  { name: 'old-site', freshness: { state: 'off', asOf: null } },
];

export const FAILURES = {
  refused: failure('forbidden', { reason: 'namespace-forbidden', values: { verb: 'list', resource: 'deployments', namespace: 'fraud' } }, 'ae-prod'),
  said: failure(
    'unauthenticated',
    { reason: 'exec-failed', text: 'aws-iam-authenticator: could not get token: ExpiredToken: the security token included in the request is expired' },
    'lab',
  ),
  bug: failure('bug', { text: 'TypeError: Cannot read properties of undefined\n    at rows (rows.ts:41:12)' }),
  lost: unresolved,
};

/** A wave with a step in it: no chance, so that pictures can be compared. */
export const SERIES: readonly ChartPoint[] = Array.from({ length: 240 }, (_, index) => {
  const base = 80 + Math.sin(index / 7) * 2 + Math.sin(index / 2.3) * 1.2;
  const gap = index > 150 && index < 158;
  return { at: NOW - (240 - index) * 10_000, values: [base, gap ? null : index < 80 ? null : base + 4 + Math.cos(index / 3) * 2] };
});

export type SampleRow = {
  readonly id: string;
  readonly name: string;
  readonly place: string;
  readonly state: 'stable' | 'running' | 'paused' | 'failing';
  readonly ready: number;
  readonly desired: number;
  readonly image: string;
  readonly since: number;
  readonly changes: number;
};

const NAMES = ['fraud-scorer', 'recs-ranker', 'search-embed', 'address-match', 'churn-predictor', 'claims-triage', 'ocr-extract', 'ad-ctr'];
const STATES = ['stable', 'running', 'paused', 'failing'] as const;
const PLACES = ['ae-prod', 'dr-site', 'lab'];

export function sampleRows(count: number): SampleRow[] {
  return Array.from({ length: count }, (_, index) => ({
    id: `row-${index}`,
    name: `${NAMES[index % NAMES.length] ?? ''}${index < NAMES.length ? '' : `-${index}`}`,
    place: PLACES[index % PLACES.length] ?? '',
    state: STATES[(index * 7) % STATES.length] ?? 'stable',
    ready: index % 5,
    desired: 4,
    image: `registry.example/models/${NAMES[index % NAMES.length] ?? ''}:2026.11.${(index % 28) + 1}`,
    since: NOW - index * 97_000,
    changes: 0,
  }));
}
