import { expect, test } from 'vitest';
import { sampleDetail } from '../../parts/plan-dialog/plan-samples';
import { comparedWith, notBackTo } from './history-rows';

const [candidate, stable] = sampleDetail.revisions;
if (!candidate || !stable) throw new Error('the sample has two revisions');
const old = { ...stable, key: 'old', role: 'old' as const };

test('a roll-back leads to another revision than the one that is written now', () => {
  const offers = { offers: ['roll-back' as const] };
  expect([notBackTo(candidate, offers), notBackTo({ ...stable, role: 'both' }, offers), notBackTo(old, offers), notBackTo(stable, offers)]).toEqual([
    'delivery.history.written',
    'delivery.history.written',
    null,
    null,
  ]);
});

test('a state that does not offer it, and a revision without a name, say so', () => {
  expect([notBackTo(old, { offers: [] }), notBackTo({ ...old, key: null }, { offers: ['roll-back'] })]).toEqual([
    'delivery.history.not-offered',
    'delivery.history.no-key',
  ]);
});

test('every revision is compared with the stable one, and that with the one before it', () => {
  const all = [candidate, stable, old];
  expect([comparedWith(candidate, all)?.key, comparedWith(old, all)?.key, comparedWith(stable, all)?.key, comparedWith(stable, [stable])]).toEqual([
    stable.key,
    stable.key,
    'old',
    null,
  ]);
});
