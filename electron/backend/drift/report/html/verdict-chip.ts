import type { DriftVerdict } from '../../../../../shared/models/drift-report';
import type { DriftWords } from '../../../../../shared/words/drift-words';
import { type Html, html } from './html';

/** A shape and a word: never a colour alone. */
export const VERDICT_MARK: Readonly<Record<DriftVerdict, string>> = { drifted: '◆', 'not-drifted': '✓', insufficient: '▨' };

export const verdictChip = (verdict: DriftVerdict, { say }: DriftWords): Html =>
  html`<span class="chip ${verdict}" data-verdict="${verdict}"><span aria-hidden="true">${VERDICT_MARK[verdict]}</span> ${say(`drift.verdict.${verdict}`)}</span>`;
