import { expect, test } from 'vitest';
import type { MonitorWindow } from '../../../shared/models/drift-monitor';
import type { DriftVerdict } from '../../../shared/models/drift-report';
import { newestSentence, shownSentence } from './verdict-sentence';

const monitorWindow = (start: number, verdict: DriftVerdict, open: boolean, drifted = 0, insufficient = 0): MonitorWindow => ({
  start,
  end: start + 10,
  rows: 10,
  verdict,
  worst: null,
  drifted,
  insufficient,
  version: 1,
  open,
});
const columns = (...verdicts: DriftVerdict[]) => verdicts.map((verdict) => ({ verdict }));
const windows = [monitorWindow(0, 'drifted', false, 5), monitorWindow(10, 'drifted', false, 3), monitorWindow(20, 'insufficient', true, 0, 12)];
const newest = newestSentence({ verdict: 'drifted' }, windows);

test('how a monitor stands is said of the newest window that is over, and names it', () => {
  expect(newest).toEqual({ found: 'drifted', word: 'monitors.verdict.drifted', which: 'newest', of: { from: 10, to: 20 }, drifted: 3, insufficient: 0 });
});

test('too little data is never told as fine, and neither is what was not judged', () => {
  expect(newestSentence({ verdict: 'insufficient' }, [monitorWindow(0, 'insufficient', false, 0, 2)])).toMatchObject({
    found: 'insufficient',
    insufficient: 2,
  });
  expect(newestSentence({ verdict: null }, [])).toBeNull();
  expect(shownSentence({ span: { from: 0, to: 10 }, columns: [], isPart: false, focus: null }, null)).toMatchObject({ found: 'insufficient' });
  const some = { span: { from: 0, to: 10 }, columns: columns('not-drifted', 'insufficient'), isPart: false, focus: 0 };
  expect(shownSentence(some, newest)).toMatchObject({ found: 'insufficient', which: 'shown', insufficient: 1 });
});

test('what is looked at is said by itself, named as the worst where it is that, and not twice where it is the newest', () => {
  const worst = { span: { from: 0, to: 10 }, columns: columns('drifted', 'drifted', 'not-drifted'), isPart: false, focus: 0 };
  expect(shownSentence(worst, newest)).toEqual({
    found: 'drifted',
    word: 'monitors.verdict.drifted',
    which: 'worst',
    of: { from: 0, to: 10 },
    drifted: 2,
    insufficient: 0,
  });
  expect(shownSentence({ ...worst, span: { from: 0, to: 20 }, focus: 10 }, newest)).toMatchObject({ which: 'shown', of: { from: 0, to: 20 } });
  expect(shownSentence({ ...worst, span: { from: 10, to: 20 } }, newest)).toBeNull();
  expect(shownSentence({ ...worst, span: { from: 10, to: 20 }, isPart: true }, newest)).toMatchObject({ which: 'part' });
});
