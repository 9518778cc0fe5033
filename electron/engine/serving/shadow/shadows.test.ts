import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { HostState } from '../../../../shared/models/service';
import type { Call } from '../gateway/call';
import type { Host } from '../gateway/host';
import type { Done } from '../thread-messages';
import { Shadows } from './shadows';

/** A candidate that answers when it is told to. */
class SlowHost implements Host {
  readonly revision = 2;
  readonly digest = 'b';
  readonly spec = null;
  readonly platform = 'test';
  isReady = true;
  /** Requests of callers. */
  others = 0;
  readonly asked: { readonly id: string; readonly content: string | Uint8Array; readonly headers: unknown; readonly settle: (done: Done) => void }[] = [];
  get state(): HostState {
    return { state: 'ready', since: 0, failure: null, loadMs: 1, memoryBytes: 1 };
  }
  get underWay(): number {
    return this.asked.length + this.others;
  }
  settled = async () => this.state;
  drain = async () => undefined;
  batch = () => undefined;
  submit(id: string, content: string | Uint8Array, _head: number | null, settle: (done: Done) => void, headers?: unknown): void {
    this.asked.push({ id, content, headers, settle });
  }
  /** The one that has waited longest. */
  answer(status = 200, content = body([1])): void {
    const one = this.asked.shift();
    one?.settle([0, status, content, null, one.id, 1]);
  }
}

const body = (data: unknown, name = 'y') =>
  `{"model_name":"s","model_version":"2","id":"i","outputs":[{"name":"${name}","datatype":"FP32","shape":[1],"data":${JSON.stringify(data)}}]}`;
const call = (content: string | Uint8Array = '{}', more: Partial<Call> = {}): Call => ({
  content,
  head: null,
  revision: null,
  key: null,
  id: null,
  isGone: () => false,
  ...more,
});

let host: SlowHost;
let hosts: Map<number, Host>;
let shadows: Shadows;
beforeEach(() => {
  vi.useFakeTimers();
  host = new SlowHost();
  hosts = new Map([[2, host]]);
  shadows = new Shadows({ service: 's', hosts, timeoutMs: () => 1_000 });
  shadows.want({ revision: 2, share: 100 }, false);
});
afterEach(() => {
  vi.useRealTimers();
});
const begin = (asked = call(), isBusy = false) => shadows.begin(asked, 1, 'id', null, isBusy);
const turn = () => vi.advanceTimersToNextTimer();
const told = () => shadows.figures(0, 86_400_000)[0];

test('what others answer is sent on, with what the caller brought, and compared once both have answered', () => {
  const first = begin(call('{"a":1}', { headers: { traceparent: 'x' } }));
  turn();
  expect(host.asked).toMatchObject([{ id: 'id', content: '{"a":1}', headers: { traceparent: 'x', 'x-pilothouse-shadow': '1' } }]);
  host.answer(200, body([1.5]));
  expect(told()).toMatchObject({ requests: 1, compared: 0 });
  first?.answered(200, { content: body([1]), head: null });
  const second = begin();
  second?.answered(200, { content: body([2]), head: null });
  turn();
  host.answer(200, body([2]));
  expect(told()).toMatchObject({ revision: 2, requests: 2, errors: 0, dropped: 0, compared: 2, equal: 1, largest: 0.5 });
  expect(told()?.outputs).toEqual([{ name: 'y', compared: 2, equal: 1, largest: 0.5 }]);
});

test('what it answers itself, what asks for a revision, and what is outside its share is no shadow', () => {
  expect(shadows.begin(call(), 2, 'id', null, false)).toBeNull();
  expect(begin(call('{}', { revision: 1 }))).toBeNull();
  shadows.want({ revision: 2, share: 0 }, false);
  expect(begin()).toBeNull();
  shadows.want(null, false);
  expect(begin()).toBeNull();
  expect(told()).toBeUndefined();
});

test('a share is a share', () => {
  shadows.want({ revision: 2, share: 25 }, false);
  let chosen = 0;
  for (let n = 0; n < 4_000; n++) {
    if (begin()) chosen += 1;
    shadows.next();
    host.answer();
  }
  expect(chosen).toBeGreaterThan(850);
  expect(chosen).toBeLessThan(1_150);
});

test('a candidate that hangs keeps a few, and everything else is dropped and counted; what it had is an error', () => {
  for (let n = 0; n < 1_000; n++) begin();
  shadows.next();
  expect(host.asked).toHaveLength(8);
  for (let n = 0; n < 100; n++) begin();
  expect(host.asked).toHaveLength(8);
  vi.advanceTimersByTime(1_100);
  expect(told()).toMatchObject({ requests: 8, errors: 8, dropped: 1_000 + 100 - 64 - 8 });
  for (let n = 0; n < 8; n++) host.answer(); // too late: it is counted once
  expect(host.asked).toHaveLength(0); // what had waited so long is let go of
  expect(told()).toMatchObject({ requests: 8, errors: 8, dropped: 1_092 });
  begin();
  turn();
  expect(host.asked).toHaveLength(1);
});

test('requests of callers go first, and wait for no more than one', () => {
  shadows.want({ revision: 2, share: 100 }, true);
  for (let n = 0; n < 5; n++) begin();
  host.others = 1;
  shadows.next();
  expect(host.asked).toHaveLength(0);
  host.others = 0;
  shadows.next();
  expect(host.asked).toHaveLength(1);
  host.answer();
  expect(host.asked).toHaveLength(1);
});

test('one that is not ready, a service that is busy, and bodies that are too long drop it', () => {
  begin(call(), true);
  host.isReady = false;
  begin();
  host.isReady = true;
  begin(call(new Uint8Array(9_000_000)));
  expect(told()).toMatchObject({ requests: 0, dropped: 3 });
  begin();
  host.isReady = false; // it crashed meanwhile
  turn();
  expect(told()).toMatchObject({ requests: 0, dropped: 4 });
});

test('bytes are copied: the original is given away to whoever answers', () => {
  const bytes = Uint8Array.of(1, 2, 3);
  begin(call(bytes));
  structuredClone(bytes, { transfer: [bytes.buffer] });
  turn();
  expect(host.asked[0]?.content).toEqual(Uint8Array.of(1, 2, 3));
});

test('errors and garbage are counted, and never compared', () => {
  for (const [status, content] of [
    [500, '{"error":"x"}'],
    [400, '{"error":"x"}'],
    [200, 'nothing of use'],
    [200, body([1])],
  ] as const) {
    begin()?.answered(status === 200 ? 200 : 500, { content: body([1]), head: null });
    turn();
    host.answer(status, content);
  }
  expect(told()).toMatchObject({ requests: 4, errors: 1, refused: 1, compared: 1, equal: 1, largest: 0 });
});

test('another candidate begins anew; what the one before still answers is its own', () => {
  begin();
  turn();
  const other = new SlowHost();
  hosts.set(3, other);
  shadows.want({ revision: 3, share: 100 }, false);
  begin();
  turn();
  host.answer(500);
  other.answer();
  expect(shadows.figures(0, null).map(({ revision, requests, errors }) => [revision, requests, errors])).toEqual([
    [2, 1, 1],
    [3, 1, 0],
  ]);
});
