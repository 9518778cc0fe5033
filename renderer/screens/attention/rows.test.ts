import { describe, expect, it } from 'vitest';
import { someDelivery } from '../../../e2e/peers/some-delivery';
import type { ActionRun } from '../../../shared/models/action';
import type { AttentionItem } from '../../../shared/models/attention';
import type { Connection } from '../../../shared/models/connection';
import { failure } from '../../../shared/models/failure';
import type { Freshness } from '../../../shared/models/freshness';
import { calmOf } from './calm';
import { addressOfConcern } from './concern-text';
import { firstItem, placeOf, stepFrom } from './list-place';
import { motionOf } from './motion';
import { helpOf, linesOf, runOf, sentenceOf, whatOf, whyOf } from './rows';

const item = (name: string, parts: Partial<AttentionItem> = {}): AttentionItem => ({
  id: name,
  cause: 'delivery-paused',
  urgency: 'now',
  connection: 'c',
  entity: { connection: 'c', kind: 'delivery', id: name },
  concern: null,
  namespace: 'n',
  name,
  since: null,
  why: 'paused-at-step',
  said: null,
  ...parts,
});
const text = (line: ReturnType<typeof linesOf>[number]) => (line.kind === 'group' ? `${line.urgency} ${line.count}` : line.item.name);

describe('the list of what waits', () => {
  it('has a heading for each urgency that there is, and keeps the order', () => {
    const items = [item('b'), item('a'), item('later', { urgency: 'soon' })];
    expect(linesOf(items, []).map(text)).toEqual(['now 2', 'b', 'a', 'soon 1', 'later']);
    expect(linesOf([], [])).toEqual([]);
  });

  it('leaves out the connections that are not looked at', () => {
    expect(linesOf([item('a'), item('b', { connection: 'd' })], ['d']).map(text)).toEqual(['now 1', 'b']);
  });

  it('is walked over its headings, holds at its ends, and goes on in the place of what went away', () => {
    const lines = linesOf([item('a'), item('b', { urgency: 'soon' })], []);
    expect(firstItem(lines)).toBe(1);
    expect(stepFrom(lines, 1, 1)).toBe(3);
    expect(stepFrom(lines, 3, 1)).toBe(3);
    expect(stepFrom(lines, 1, -1)).toBe(1);
    expect(placeOf(lines, { id: 'b', line: 1 })).toBe(3);
    expect(placeOf(lines, { id: 'gone', line: 2 })).toBe(3);
    expect(placeOf(lines, { id: 'gone', line: 9 })).toBe(3);
    expect(placeOf([], { id: 'gone', line: 1 })).toBe(-1);
  });
});

describe('what is said of an item', () => {
  const at = (step: number | null, total: number) => ({
    step,
    steps: Array.from({ length: total }, () => ({ kind: 'pause' as const, weight: null, seconds: null, name: null })),
  });

  it('names the step where it is known', () => {
    expect(whatOf(item('a'), at(1, 5))).toEqual({ word: 'attention.what.at-step', values: { name: 'a', step: 2, total: 5 } });
    expect(whatOf(item('a'), undefined)).toEqual({ word: 'attention.what.paused', values: { name: 'a' } });
  });

  it.each<[Partial<AttentionItem>, string, string | null]>([
    [{ why: 'paused-by-user' }, 'attention.what.paused-by-user', 'deliveries.reason.paused-by-user'],
    [{ why: 'paused-worse' }, 'attention.what.paused-worse', 'deliveries.reason.paused-worse'],
    [{ why: 'paused-before-promotion' }, 'attention.what.before-promotion', 'deliveries.reason.paused-before-promotion'],
    [{ cause: 'delivery-aborted', why: 'aborted-by-analysis' }, 'attention.what.aborted-by-analysis', 'deliveries.reason.aborted-by-analysis'],
    [{ cause: 'delivery-stuck', why: 'not-observed' }, 'attention.what.not-observed', 'deliveries.reason.not-observed'],
    [{ cause: 'connection-stale', why: 'name-unresolved', entity: null }, 'attention.what.stale', 'failure.reason.name-unresolved'],
    [{ cause: 'connection-signed-out', why: 'unauthenticated', entity: null }, 'attention.what.signed-out', 'failure.unauthenticated'],
    [{ cause: 'connection-stale', why: 'of another version', entity: null }, 'attention.what.stale', null],
  ])('%j', (parts, what, why) => {
    expect([whatOf(item('a', parts), undefined).word, whyOf(item('a', parts), null)?.word ?? null]).toEqual([what, why]);
  });

  it('names what of a workspace waits, with the rule or the aliases, and leads to its own page', () => {
    const quarantined = { concern: 'quarantined', dataset: 'weather', version: '0123456789ab', number: 2, rule: 'wind', since: 1 } as const;
    const tampered: NonNullable<AttentionItem['concern']> = {
      concern: 'tampered',
      model: 'late',
      version: 3,
      aliases: ['champion', 'next'],
      files: ['a', 'b', 'c', 'd'],
      missing: false,
      since: 1,
    };
    const run = { run: 'f'.repeat(32), name: 'otter', concern: 'plateau', metric: 'loss', since: 1, expectedMs: null, likelyMs: null } as const;
    const said = (concern: NonNullable<AttentionItem['concern']>, name: string) => {
      const one = item(name, { concern, entity: null });
      return [whatOf(one, undefined), whyOf(one, null), addressOfConcern('c', concern)];
    };
    expect(said(quarantined, 'weather')).toEqual([
      { word: 'attention.what.quarantined', values: { name: 'weather', version: '2' } },
      { word: 'attention.why.quarantined', values: { rule: 'wind' } },
      { to: '/data/$connection/$id', params: { connection: 'c', id: 'weather' }, search: { version: '0123456789ab' } },
    ]);
    expect(said(tampered, 'late')).toEqual([
      { word: 'attention.what.tampered', values: { name: 'late', version: '3' } },
      { word: 'attention.why.tampered', values: { aliases: 'champion, next', files: 'a, b, c, …' } },
      { to: '/models/$connection/$id/$version', params: { connection: 'c', id: 'late', version: '3' } },
    ]);
    expect(said(run, 'otter')).toEqual([
      { word: 'attention.what.run-plateau', values: { name: 'otter', metric: 'loss' } },
      { word: 'attention.why.run-plateau' },
      { to: '/runs/$connection/$id', params: { connection: 'c', id: 'f'.repeat(32) }, search: {} },
    ]);
  });

  it('is more than a code of the engine’s', () => {
    expect([sentenceOf('CanaryPauseStep'), sentenceOf(' '), sentenceOf(null), sentenceOf('back-off pulling image')]).toEqual([
      null,
      null,
      null,
      'back-off pulling image',
    ]);
  });

  it('tells an unanswered action from one whose effect was not seen', () => {
    const unsettled = item('a', { cause: 'action-unsettled', why: 'promote' });
    const run = (id: string, phase: ActionRun['phase']) => ({ phase, target: { connection: 'c', kind: 'delivery', id } }) as ActionRun; // what is asked of it
    expect(runOf(unsettled, [run('b', 'uncertain'), run('a', 'done'), run('a', 'timed-out')])?.phase).toBe('timed-out');
    expect(whyOf(unsettled, { phase: 'timed-out' })?.word).toBe('attention.why.timed-out');
    expect(whyOf(unsettled, { phase: 'uncertain' })?.word).toBe('attention.why.uncertain');
    expect(whyOf(unsettled, null)?.word).toBe('attention.why.unsettled');
    expect(runOf(item('a'), [run('a', 'uncertain')])).toBeNull();
  });
});

describe('the action that helps', () => {
  it.each<[AttentionItem['cause'], Parameters<typeof helpOf>[1], ReturnType<typeof helpOf>]>([
    ['delivery-paused', ['resume', 'promote', 'abort'], 'promote'],
    ['delivery-paused', ['resume', 'restart'], 'resume'],
    ['delivery-aborted', ['start', 'retry', 'restore'], 'restore'],
    ['delivery-degraded', ['start', 'restart', 'roll-back'], 'roll-back'],
    ['delivery-paused', ['start', 'restart', 'promote-full'], null],
    ['action-unsettled', ['promote', 'retry'], null],
  ])('of %s with %j is %s', (cause, offers, help) => expect(helpOf({ cause }, offers)).toBe(help));
});

describe('an empty list', () => {
  const live: Freshness = { state: 'live', since: 0 };
  const stale: Freshness = { state: 'stale', asOf: null, tries: 1, nextTryAt: null, failure: failure('unreachable') };
  const connection = (id: string, freshness: Freshness, enabled = true) => ({ id, enabled, freshness }) as Connection; // what is asked of it
  const calm = (connections: readonly Connection[], parts: { on?: readonly string[]; told?: boolean } = {}) =>
    calmOf({ connections, known: true, told: true, on: [], ...parts }).kind;

  it('is calm only where every connection was read', () => {
    expect(calm([connection('a', live), connection('off', stale, false)])).toBe('calm');
    expect(calm([connection('a', live), connection('b', stale)])).toBe('partly');
    expect(calm([connection('a', live), connection('b', { state: 'reconnecting', asOf: 1, tries: 1, nextTryAt: null, failure: failure('unreachable') })])).toBe(
      'partly',
    );
    expect(calm([connection('b', stale)])).toBe('unread');
  });

  it('claims nothing before it was told, or without connections', () => {
    expect(calm([connection('a', live)], { told: false })).toBe('loading');
    expect(calm([connection('a', { state: 'connecting', since: 0, asOf: null })])).toBe('loading');
    expect(calm([])).toBe('no-connections');
    expect(calm([connection('a', live, false)])).toBe('off');
  });

  it('waits for no object store: nothing waits there', () => {
    const store = { ...connection('store', { state: 'idle', asOf: null }), system: 'object-store' } as const;
    expect([calm([store]), calm([connection('a', live), store])]).toEqual(['no-connections', 'calm']);
  });

  it('speaks of the connections that are looked at', () => {
    expect(calm([connection('a', live), connection('b', stale)], { on: ['a'] })).toBe('calm');
  });
});

describe('deliveries in motion', () => {
  const delivery = (name: string, parts: object) => ({ ...someDelivery('c', name), ...parts });

  it('are those that are on their way, nearest to live traffic first, and the rest is counted', () => {
    const rows = [
      delivery('still', { state: 'stable' }),
      delivery('old', { state: 'paused', since: 1 }),
      delivery('new', { state: 'paused', since: 2 }),
      delivery('broken', { state: 'degraded' }),
      delivery('last', { state: 'promoting' }),
      { ...delivery('elsewhere', { state: 'promoting' }), connection: 'd' },
    ];
    const { shown, ...counts } = motionOf(rows, ['c'], 2);
    expect([shown.map(({ name }) => name), counts]).toEqual([['last', 'new'], { moving: 3, stable: 1, total: 5 }]);
  });
});
