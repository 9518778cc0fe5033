import { ServiceLabels } from '../../../shared/models/service-labels';

/** Where labels come from, as it is typed. Empty columns are none. */
export type LabelsDraft = {
  readonly dataset: string;
  readonly key: string;
  readonly row: string;
  readonly label: string;
  readonly at: string;
  readonly output: string;
  readonly position: string;
  readonly task: ServiceLabels['task'];
};

export const NO_DATASET = '';

export const labelsDraft = (labels: ServiceLabels | null, firstOutput: string): LabelsDraft => ({
  dataset: labels?.dataset ?? NO_DATASET,
  key: labels?.key ?? 'request_id',
  row: labels?.row ?? '',
  label: labels?.label ?? 'label',
  at: labels?.at ?? '',
  output: labels?.output ?? firstOutput,
  position: String(labels?.position ?? 0),
  task: labels?.task ?? 'score',
});

/** The settings, null for none; or which fields hold what cannot be. */
export function labelsOf(draft: LabelsDraft): { readonly labels: ServiceLabels | null; readonly wrong: ReadonlySet<string> } {
  if (draft.dataset === NO_DATASET) return { labels: null, wrong: new Set() };
  const optional = (text: string) => (text.trim() === '' ? null : text);
  const position = draft.position.trim() === '' ? Number.NaN : Number(draft.position);
  const parsed = ServiceLabels.safeParse({ ...draft, row: optional(draft.row), at: optional(draft.at), position });
  return parsed.success ? { labels: parsed.data, wrong: new Set() } : { labels: null, wrong: new Set(parsed.error.issues.map(({ path }) => String(path[0]))) };
}
