import { createIntl } from 'react-intl';
import { expect, test } from 'vitest';
import { POD_TROUBLES } from '../../../shared/models/delivery-detail';
import { words } from '../../../shared/words/all-words';
import { sampleDelivery } from '../../parts/plan-dialog/plan-samples';
import { sayWith } from '../../ui/use-words';
import { troubleBrief, troubleText } from './trouble-text';
import { whyOf } from './why';

const say = sayWith(createIntl({ locale: 'en', messages: words.en }));

test('every trouble is a sentence, whatever was told of it', () => {
  const sentences = POD_TROUBLES.flatMap((code) => [troubleText(say, { code, values: {}, said: null }), troubleBrief(say, { code, values: {}, said: null })]);
  expect(sentences.filter((sentence) => sentence.includes('{') || sentence.startsWith('delivery.'))).toEqual([]);
  expect(troubleText(say, { code: 'exit-code', values: { pod: 'web-1', container: 'main', exitCode: '137' }, said: null })).toBe(
    'main in pod web-1 ended with exit code 137.',
  );
});

test('what explains it comes before the reason of the engine, which does not know the cause', () => {
  const trouble = { code: 'unschedulable', values: { pod: 'web-1' }, said: '0/3 nodes are available' } as const;
  const stuck = { ...sampleDelivery, state: 'degraded', reason: 'deadline-exceeded', message: 'timed out progressing' } as const;
  expect(whyOf(say, stuck, trouble)).toEqual({ tone: 'bad', text: 'Pod web-1 finds no node that takes it.', said: '0/3 nodes are available' });
  expect(whyOf(say, stuck, null)).toEqual({ tone: 'bad', text: 'No progress in the time allowed.', said: 'timed out progressing' });
});

test('what is well is told calmly', () => {
  expect(whyOf(say, { ...sampleDelivery, state: 'stable', reason: 'all-ready' }, null).tone).toBe('ok');
});
