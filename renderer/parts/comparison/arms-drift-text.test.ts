import { createIntl } from 'react-intl';
import { expect, test } from 'vitest';
import type { ArmsDrift } from '../../../shared/models/arms-drift';
import { words } from '../../../shared/words/all-words';
import { createDriftWords } from '../../../shared/words/drift-words';
import { armsDriftText } from './arms-drift-text';

const intl = createIntl({ locale: 'en', messages: words.en });
const drift = createDriftWords('en', (id, values) => String(intl.formatMessage({ id }, values)));
const told = (parts: Partial<ArmsDrift> = {}): ArmsDrift => ({
  monitor: { connection: 'here', kind: 'monitor', id: 'drift/1' },
  name: 'Answers',
  version: 1,
  verdict: 'insufficient',
  open: 'few-rows',
  failure: null,
  since: 0,
  until: 1,
  rows: { stable: 3_000, candidate: 120 },
  rowsMin: 500,
  sides: [],
  reference: null,
  ...parts,
});
const of = (parts?: Partial<ArmsDrift>) => armsDriftText(told(parts), drift, intl, '12:40');
const side = { columns: 4, drifted: 0, insufficient: 0, falseAlarms: 0.05, worst: [] };
const column = { column: 'delay', aspect: 'distribution', measure: 'ks', value: 0.021, threshold: 0.1, ratio: 0.21 } as const;

test('too little is said before anything else, with how many it takes', () => {
  expect(of()).toEqual({ text: 'not judged', more: ['too few rows to judge by: 500 of each are needed', '120 and 3,000 rows since 12:40'], drawn: null });
});

test('the column that is furthest stands beside its threshold, whichever side it is of; each side has its verdict', () => {
  const worse = { ...column, column: 'probability', value: 0.31, ratio: 3.1 };
  const { text, more, drawn } = of({
    verdict: 'drifted',
    open: null,
    sides: [
      { ...side, role: 'input', verdict: 'not-drifted', furthest: column },
      { ...side, role: 'prediction', verdict: 'drifted', columns: 2, drifted: 1, furthest: worse },
    ],
    reference: { stable: 'not-drifted', candidate: 'drifted' },
  });
  expect(text).toBe('Kolmogorov–Smirnov D 0.31, \u2068probability\u2069');
  expect(more).toEqual([
    'inputs: not drifted, 4 of 4',
    'predictions: drifted, 1 of 2',
    '120 and 3,000 rows since 12:40',
    'against the reference: candidate drifted, stable not drifted',
    'where both are alike, it is called drifted in at most 10% of looks',
  ]);
  expect(drawn).toEqual({ value: 0.31, limit: 0.1, limitText: 'threshold 0.1', description: '0.31; threshold 0.1' });
});

test('a share that changed is no distance', () => {
  const missing = { ...column, aspect: 'missing', measure: null, value: 0.2, threshold: 0.05 } as const;
  expect(of({ sides: [{ ...side, role: 'input', verdict: 'drifted', furthest: missing }] }).text).toBe('Missing values 20%, \u2068delay\u2069');
});
