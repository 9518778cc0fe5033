import type { ActionRequest } from '../../../shared/models/action';
import { readSteps, stepText } from '../../../shared/models/release-steps';
import { ReleasePlan, ServiceName, type ServiceRow } from '../../../shared/models/service';
import type { WordId } from '../../../shared/words/words';

/** What is typed to serve a version. */
export type ServeDraft = {
  /** One that is there, or a new one. */
  readonly service: string | null;
  readonly name: string;
  readonly version: number | null;
  readonly strategy: ReleasePlan['strategy'];
  readonly steps: string;
  readonly bake: string;
  readonly limit: string;
  readonly shadow: string;
};
export type PlanDraft = Pick<ServeDraft, 'strategy' | 'steps' | 'bake' | 'limit' | 'shadow'>;

/** A plan as it is typed: `20, 50:600` is 20 % until somebody goes on, then 50 % for ten minutes. */
export const planDraft = ({ strategy, steps, bakeSeconds, errorLimit, shadow }: ReleasePlan): PlanDraft => ({
  strategy,
  steps: steps.map(stepText).join(', '),
  bake: String(bakeSeconds),
  limit: errorLimit === null ? '' : String(errorLimit),
  shadow: String(shadow),
});

/** A name that a service of a model can have: what cannot stand in an address becomes a dash. */
export const nameFor = (model: string): string =>
  model
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 63)
    .replace(/^-+|-+$/g, '');

export type ServeFault = {
  readonly field: 'name' | 'version' | 'steps' | 'bake' | 'limit' | 'shadow';
  readonly word: WordId;
  readonly values?: Readonly<Record<string, string>>;
};
export type Served =
  | { readonly name: string; readonly request: ActionRequest; readonly fault: null }
  | { readonly name: null; readonly request: null; readonly fault: ServeFault };

const wrong = (field: ServeFault['field'], word: WordId, values?: Readonly<Record<string, string>>): Served => ({
  name: null,
  request: null,
  fault: { field, word, ...(values && { values }) },
});

/** The request that a draft comes to; or the first thing that keeps it from being one. */
export function servedBy(model: string, services: readonly Pick<ServiceRow, 'name'>[], draft: ServeDraft): Served {
  const name = draft.service ?? draft.name.trim();
  if (name === '') return wrong('name', 'services.serve.name.first');
  if (!ServiceName.safeParse(name).success) return wrong('name', 'services.serve.name.wrong');
  if (draft.service === null && services.some((each) => each.name === name)) return wrong('name', 'services.serve.name.taken', { name });
  if (draft.version === null) return wrong('version', 'services.serve.version.none');
  const steps = draft.strategy === 'canary' ? stepsOf(draft.steps) : [];
  if (!steps) return wrong('steps', 'services.serve.steps.wrong');
  const bakeSeconds = numberOf(draft.bake);
  if (!ReleasePlan.shape.bakeSeconds.safeParse(bakeSeconds).success) return wrong('bake', 'services.serve.bake.wrong');
  const errorLimit = draft.limit.trim() === '' ? null : numberOf(draft.limit);
  if (!ReleasePlan.shape.errorLimit.safeParse(errorLimit).success) return wrong('limit', 'services.serve.limit.wrong');
  const shadow = draft.shadow.trim() === '' ? 0 : numberOf(draft.shadow);
  if (!ReleasePlan.shape.shadow.safeParse(shadow).success) return wrong('shadow', 'services.serve.shadow.wrong');
  const release = { strategy: draft.strategy, steps, bakeSeconds, errorLimit, shadow };
  return { name, request: { action: 'start', images: [], modelUri: `models:/${model}/${draft.version}`, release }, fault: null };
}

const numberOf = (text: string) => (text.trim() === '' ? Number.NaN : Number(text));

const stepsOf = (text: string) => readSteps(text.split(/[,،\s]+/).filter(Boolean));

/** Of `models:/late-arrival/3`: what a delivery of a workspace runs. */
export const modelOfUri = (uri: string | null): string | null => /^models:\/([^/]+)\/\d+$/.exec(uri ?? '')?.[1] ?? null;
