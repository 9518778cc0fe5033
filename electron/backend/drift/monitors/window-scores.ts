import { z } from 'zod';
import type { MonitorWindow } from '../../../../shared/models/drift-monitor';
import type { DriftVerdict } from '../../../../shared/models/drift-report';
import type { Role } from './standing';

/** What a window said of a column: enough for heat maps, sparklines and series, so that nothing is counted again for them. */
export type ColumnScore = {
  readonly name: string;
  readonly role: Role;
  readonly ratio: number | null;
  readonly verdict: DriftVerdict;
  readonly values: Readonly<Record<string, number | null>>;
};
/** The same of all columns, list by list: those of a thousand columns in a hundred windows are there at once. */
export type WindowScores = {
  readonly names: readonly string[];
  readonly ratios: readonly (number | null)[];
  readonly role: (at: number) => Role;
  readonly verdict: (at: number) => DriftVerdict;
  readonly value: (measure: string, at: number) => number | null;
};
export type JudgedWindow = { readonly window: MonitorWindow; readonly scores: readonly ColumnScore[] };
export type KeptWindow = { readonly window: MonitorWindow; readonly scores: WindowScores };

const VERDICTS = { d: 'drifted', i: 'insufficient', n: 'not-drifted' } as const;
const letterOf: Readonly<Record<DriftVerdict, keyof typeof VERDICTS>> = { drifted: 'd', insufficient: 'i', 'not-drifted': 'n' };
/** More than a chart can show. */
const DIGITS = 6;

const numbers = z.array(z.number().nullable());
/** A letter for each verdict, and one for each role. `values` are JSON within JSON: only a chart over time wants them. */
const Kept = z.object({
  names: z.array(z.string()),
  roles: z.string().regex(/^[ip]*$/),
  verdicts: z.string().regex(/^[din]*$/),
  ratios: numbers,
  values: z.string(),
});
const Values = z.record(z.string(), numbers);

export function writeScores(scores: readonly ColumnScore[]): string {
  const measures = Object.keys(scores[0]?.values ?? {});
  const values: z.infer<typeof Values> = Object.fromEntries(
    measures.map((measure) => [measure, scores.map(({ values: own }) => rounded(own[measure] ?? null))]),
  );
  const kept: z.infer<typeof Kept> = {
    names: scores.map(({ name }) => name),
    roles: scores.map(({ role }) => (role === 'prediction' ? 'p' : 'i')).join(''),
    verdicts: scores.map(({ verdict }) => letterOf[verdict]).join(''),
    ratios: scores.map(({ ratio }) => rounded(ratio)),
    values: JSON.stringify(values),
  };
  return JSON.stringify(kept);
}

export function readScores(text: string): WindowScores {
  const { names, roles, verdicts, ratios, values } = Kept.parse(JSON.parse(text));
  let read: z.infer<typeof Values> | undefined;
  return {
    names,
    ratios,
    role: (at) => (roles[at] === 'p' ? 'prediction' : 'input'),
    verdict: (at) => verdictOf(verdicts[at]),
    value(measure, at) {
      read ??= Values.parse(JSON.parse(values));
      return read[measure]?.[at] ?? null;
    },
  };
}

const verdictOf = (letter: string | undefined): DriftVerdict => (letter === 'd' || letter === 'n' ? VERDICTS[letter] : VERDICTS.i);
const rounded = (value: number | null): number | null => (value === null || !Number.isFinite(value) ? null : Number(value.toPrecision(DIGITS)));
