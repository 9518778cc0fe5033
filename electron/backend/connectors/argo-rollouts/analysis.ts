import { z } from 'zod';
import type { Analysis } from '../../../../shared/models/delivery-detail';
import { redact } from '../../../../shared/lib/redact';
import { timeOf } from '../../kube/workload/time-of';
import { HASH_LABEL } from './client';
import { measuredNumber, thresholdsOf } from './thresholds';

const MEASUREMENTS_MAX = 200;
const METRICS_MAX = 50;
const TEXT_MAX = 2_000;
const TYPE_LABEL = 'rollout-type';
const ROLES: Readonly<Record<string, Analysis['role']>> = {
  Step: 'step',
  Background: 'background',
  PrePromotion: 'before-promotion',
  PostPromotion: 'after-promotion',
};

const text = z.string().catch('');
const count = z.number().int().nonnegative().catch(0);
const maybe = z.string().nullish().catch(null);
const list = <T extends z.ZodType>(item: T) => z.array(item).nullish().catch(null);

const AnalysisRun = z.object({
  metadata: z.object({
    name: z.string().min(1).max(253),
    creationTimestamp: maybe,
    labels: z.record(z.string(), z.unknown()).catch({}),
    ownerReferences: list(z.object({ uid: z.string() })),
  }),
  spec: z
    .object({
      metrics: list(
        z.object({ name: text, successCondition: maybe, failureCondition: maybe, provider: z.record(z.string(), z.unknown()).nullish().catch(null) }),
      ),
    })
    .catch({ metrics: null }),
  status: z
    .object({
      phase: text,
      message: text,
      startedAt: maybe,
      completedAt: maybe,
      metricResults: list(
        z.object({
          name: text,
          phase: text,
          message: text,
          dryRun: z.boolean().catch(false),
          successful: count,
          failed: count,
          inconclusive: count,
          error: count,
          metadata: z.record(z.string(), z.unknown()).nullish().catch(null),
          measurements: list(z.object({ phase: text, value: text, message: text, startedAt: maybe, finishedAt: maybe })),
        }),
      ),
    })
    .catch({ phase: '', message: '', startedAt: null, completedAt: null, metricResults: null }),
});
type AnalysisRun = z.infer<typeof AnalysisRun>;

export type AnalysisItem = { readonly owners: readonly string[]; readonly createdAt: number; readonly analysis: Analysis };

/** An AnalysisRun with its measurements, and its conditions as far as they are lines; null where it has no name. */
export function mapAnalysisRun(object: unknown): AnalysisItem | null {
  const parsed = AnalysisRun.safeParse(object);
  if (!parsed.success) return null;
  const { metadata, status } = parsed.data;
  const revision = metadata.labels[HASH_LABEL];
  const type = metadata.labels[TYPE_LABEL];
  return {
    owners: (metadata.ownerReferences ?? []).map(({ uid }) => uid),
    createdAt: timeOf(metadata.creationTimestamp) ?? 0,
    analysis: {
      name: metadata.name,
      role: (typeof type === 'string' && Object.hasOwn(ROLES, type) ? ROLES[type] : undefined) ?? 'other',
      revision: typeof revision === 'string' ? revision : null,
      phase: status.phase || 'Pending', // as the controller shows one that it has not begun
      message: shown(status.message),
      startedAt: timeOf(status.startedAt),
      endedAt: timeOf(status.completedAt),
      metrics: metricsOf(parsed.data),
    },
  };
}

/** Every metric that is to be measured, whether or not it was yet: one without a measurement is seen to have none. */
function metricsOf({ spec, status }: AnalysisRun): Analysis['metrics'] {
  const results = new Map((status.metricResults ?? []).map((result) => [result.name, result]));
  return (spec.metrics ?? []).slice(0, METRICS_MAX).map(({ name, successCondition, failureCondition, provider }) => {
    const result = results.get(name);
    return {
      name,
      phase: result?.phase || 'Pending',
      dryRun: result?.dryRun ?? false,
      successCondition: shown(successCondition),
      failureCondition: shown(failureCondition),
      thresholds: [...thresholdsOf(successCondition ?? null, true), ...thresholdsOf(failureCondition ?? null, false)],
      query: queryOf(provider ?? {}, result?.metadata ?? {}),
      counts: { successful: result?.successful ?? 0, failed: result?.failed ?? 0, inconclusive: result?.inconclusive ?? 0, error: result?.error ?? 0 },
      message: shown(result?.message),
      measurements: (result?.measurements ?? []).slice(-MEASUREMENTS_MAX).map(({ phase, value, message, startedAt, finishedAt }) => ({
        at: timeOf(finishedAt) ?? timeOf(startedAt),
        phase,
        value: measuredNumber(value),
        text: shown(value || message) ?? '',
      })),
    };
  });
}

/** What was asked: as the provider resolved it, else as it is written. Addresses may hold keys. */
function queryOf(provider: Readonly<Record<string, unknown>>, resolved: Readonly<Record<string, unknown>>): string | null {
  if (typeof resolved['ResolvedPrometheusQuery'] === 'string') return shown(resolved['ResolvedPrometheusQuery']);
  for (const settings of Object.values(provider)) {
    const found = z.object({ query: maybe, url: maybe }).safeParse(settings);
    const asked = found.success ? (found.data.query ?? found.data.url) : null;
    if (asked) return shown(redact(asked.slice(0, TEXT_MAX)));
  }
  return null;
}

const shown = (said: string | null | undefined): string | null => said?.slice(0, TEXT_MAX) || null;
