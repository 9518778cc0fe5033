import { DataCheck, type NamedCheck } from '../../shared/models/dataset';

export const RULES = ['not-null', 'range', 'set', 'pattern', 'unique', 'row-count', 'freshness', 'foreign-key'] as const;
export type Rule = (typeof RULES)[number];

/** A rule as it is typed: all of it text. */
export type CheckDraft = {
  readonly rule: Rule;
  readonly column: string;
  readonly columns: readonly string[];
  readonly min: string;
  readonly max: string;
  readonly values: string;
  readonly pattern: string;
  readonly hours: string;
  readonly dataset: string;
  readonly references: string;
};
export const NEW_CHECK: CheckDraft = {
  rule: 'not-null',
  column: '',
  columns: [],
  min: '',
  max: '',
  values: '',
  pattern: '',
  hours: '24',
  dataset: '',
  references: '',
};

const amount = (text: string) => (text.trim() === '' ? null : Number(text));
const scalar = (text: string) => (text !== '' && Number.isFinite(Number(text)) ? Number(text) : text === 'true' ? true : text === 'false' ? false : text);

/** The rule, once it is whole. Numbers that are none, bounds the wrong way round and missing names make no rule. */
export function checkOf(draft: CheckDraft): DataCheck | null {
  const { rule, column, min, max } = draft;
  const bounds = { min: amount(min), max: amount(max) };
  const bad = (bounds.min === null && bounds.max === null) || (bounds.min !== null && bounds.max !== null && bounds.min > bounds.max);
  const raw = {
    'not-null': () => ({ rule, column }),
    range: () => (bad ? null : { rule, column, ...bounds }),
    set: () => ({
      rule,
      column,
      values: draft.values
        .split(/[\n,]/)
        .map((value) => value.trim())
        .filter(Boolean)
        .map(scalar),
    }),
    pattern: () => (draft.pattern === '' ? null : { rule, column, pattern: draft.pattern }),
    unique: () => ({ rule, columns: draft.columns }),
    'row-count': () => (bad ? null : { rule, ...bounds }),
    freshness: () => ({ rule, column, hours: amount(draft.hours) }),
    'foreign-key': () => ({ rule, column, dataset: draft.dataset, references: draft.references }),
  }[rule]();
  return DataCheck.safeParse(raw).data ?? null;
}

/** A name that none of the others has: of the rule and what it is about. */
export function checkName(check: DataCheck, others: readonly Pick<NamedCheck, 'name'>[]): string {
  const about = check.rule === 'unique' ? check.columns.join(' + ') : check.rule === 'row-count' ? '' : check.column;
  const base = [about, check.rule].filter(Boolean).join(' ').slice(0, 180);
  let name = base;
  for (let number = 2; others.some((other) => other.name === name); number += 1) name = `${base} ${number}`;
  return name;
}
