import type { Failure } from '../../../shared/models/failure';
import type { Finding, FindingId, StageOutcome } from '../../../shared/models/stage';

export const finding = (id: FindingId, outcome: StageOutcome, values: Readonly<Record<string, string>> = {}, why: Failure | null = null): Finding => ({
  id,
  outcome,
  values,
  failure: why,
});

/** What a stage found, and its evidence: whatever JSON can hold. */
export type StageFound = { readonly findings: readonly Finding[]; readonly evidence: Readonly<Record<string, unknown>> };

/** Called as a stage goes on, 0 to 1. Throws where the check was stopped. */
export type Progress = (share: number) => void;

const SHOWN_MAX = 300;
export const shown = (text: string): string => (text.length > SHOWN_MAX ? `${text.slice(0, SHOWN_MAX)}…` : text);

/** Digits that are worth reading. */
export const figure = (value: number): string => {
  if (!Number.isFinite(value)) return '–';
  if (value > 0 && value < 0.001) return value.toFixed(6);
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : Math.abs(value) >= 1 ? 2 : 3;
  return value.toFixed(digits);
};
