import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { EventOf } from '../shared/api/api';
import { kubeconfigOf, type Stage, startStage } from './bad-input-stage';
import { startConnectProxy } from './peers/connect-proxy';
import type { ProxyServer } from './peers/proxy-server';
import { type ExecPluginMode, execEntry } from './peers/exec-plugins/exec-plugin';
import { kubeconfigText } from './peers/kubeconfig';
import type { ReplayFault } from './peers/replay/faults';
import { type Replay, type ReplayOptions, startReplayServer } from './peers/replay/replay-server';

const OBJECTS = 60;

let good: Replay;
let stage: Stage | undefined;
const peers: { stop(): Promise<void> }[] = [];

beforeAll(async () => {
  good = await startReplayServer({ objects: 5 });
});
afterEach(async () => {
  stage?.stop();
  stage = undefined;
  for (const peer of peers.splice(0)) await peer.stop();
});
afterAll(() => good.stop());

async function replayOf(options: Partial<ReplayOptions> = {}): Promise<Replay> {
  const replay = await startReplayServer({ objects: OBJECTS, bookmarkMs: 200, ...options });
  peers.push(replay);
  return replay;
}
async function proxyOf(manner: 'refuse' | 'html' | 'hang-up'): Promise<ProxyServer> {
  const proxy = await startConnectProxy({ manner });
  peers.push(proxy);
  return proxy;
}
async function staged(bad: Readonly<Record<string, string>>): Promise<Stage> {
  stage = await startStage({ good: kubeconfigOf(good, 'good'), ...bad });
  return stage;
}
const shown = ({ code, detail }: { code: string; detail: { reason?: string | undefined } }) => [code, detail.reason].filter(Boolean).join(' ');
const failures = (on: Stage, contexts: readonly string[]) =>
  Object.fromEntries(contexts.map((context) => [context, shown(on.failureOf(context) ?? { code: 'none', detail: {} })]));

test('malformed, huge, cyclic and exploding kubeconfigs are each named with their fault, and the good one beside them works', async () => {
  const laughs = [
    'a: &a [x, x, x, x, x, x, x, x, x, x]',
    ...'bcdefghi'.split('').map((name, i) => `${name}: &${name} [${`*${'abcdefghi'[i]}, `.repeat(10)}]`),
  ].join('\n');
  const on = await staged({
    malformed: 'clusters: [\n  {name: a\n',
    cyclic: 'apiVersion: v1\nkind: Config\nclusters: &loop\n  - name: a\n    cluster: {server: "https://a.example", extensions: *loop}\n',
    laughs,
    huge: `# ${'x'.repeat(20 * 2 ** 20)}\n`,
    binary: '\u0000\u0001\u0002',
    list: '[]',
  });
  const events: EventOf<'connections.candidates'>[] = [];
  const stop = on.app.client.watch(
    'connections.candidates',
    {},
    (event) => events.push(event),
    (why) => expect.unreachable(JSON.stringify(why)),
  );
  const faults = () => Object.fromEntries((events.at(-1)?.sources ?? []).map(({ name, failure }) => [name.split('/').at(-1), failure && shown(failure)]));
  await on.app.until('the sources are told', () => events.length > 0);
  expect(faults()).toEqual({
    'good.yaml': null,
    'malformed.yaml': 'invalid kubeconfig-malformed',
    'cyclic.yaml': 'invalid kubeconfig-malformed',
    'laughs.yaml': 'invalid kubeconfig-malformed',
    'huge.yaml': 'invalid kubeconfig-too-large',
    'binary.yaml': 'invalid kubeconfig-malformed',
    'list.yaml': 'invalid kubeconfig-malformed',
  });
  expect(on.isLive('good')).toBe(true);

  on.write('malformed', kubeconfigOf(good, 'mended'));
  await on.app.until('the mended file is read by itself', () => events.at(-1)?.candidates.some(({ target }) => target.context === 'mended') === true);
  expect(faults()).toMatchObject({ 'malformed.yaml': null });
  stop();
});

test('a context that goes, a file that breaks and one that goes away are each said, and heal when they come back', async () => {
  const bad = await replayOf();
  const whole = kubeconfigOf(bad, 'bad');
  const on = await staged({ bad: whole });
  const healed = async () => {
    on.write('bad', whole);
    await on.app.until('it is live again', () => on.isLive('bad'));
    expect(on.names('bad')).toHaveLength(OBJECTS);
  };
  await on.app.until('it is live', () => on.isLive('bad'), 5_000);

  // What is open stays open: it is as true as before. Whatever is asked next says what is wrong.
  on.write('bad', kubeconfigOf(bad, 'another'));
  await expect.poll(() => on.testOf('bad')).toMatchObject({ step: 'kubeconfig', failure: { detail: { reason: 'context-unknown' } } });
  expect(on.isLive('bad')).toBe(true);
  await bad.endWatches({ gone: true });
  await on.app.until('the missing context is said', () => on.failureOf('bad')?.detail.reason === 'context-unknown');
  expect(on.names('bad')).toHaveLength(OBJECTS); // as last known
  await healed();

  on.write('bad', whole.slice(0, 300));
  await expect.poll(() => on.testOf('bad')).toMatchObject({ step: 'kubeconfig' });
  await bad.endWatches({ gone: true });
  await on.app.until('the broken file is said', () => on.failureOf('bad')?.detail.reason === 'kubeconfig-malformed');
  await healed();

  rmSync(join(on.folder, 'bad.yaml'));
  await expect.poll(() => on.testOf('bad')).toMatchObject({ step: 'kubeconfig' });
  await bad.endWatches({ gone: true });
  await on.app.until('the missing file is said', () => on.failureOf('bad')?.detail.reason === 'kubeconfig-missing');
  expect(on.isLive('good')).toBe(true);
  await healed();
});

const PLUGINS: Partial<Record<ExecPluginMode, string>> = {
  fails: 'exec-failed',
  floods: 'exec-flooded',
  rubbish: 'exec-garbled',
  empty: 'exec-garbled',
  'other-version': 'exec-garbled',
  'no-credential': 'exec-garbled',
};

test('a sign-in program that fails, floods or prints rubbish is said with its own words, and heals once the kubeconfig names a good one', async () => {
  const bad = await replayOf();
  const modes = Object.keys(PLUGINS) as ExecPluginMode[]; // the keys of the table above
  const config = (mode: string, user: Record<string, unknown>) => {
    const { server, ca } = { server: bad.url, ca: Buffer.from(caOf(bad), 'base64').toString() };
    return kubeconfigText({ server, ca, user, name: mode });
  };
  const on = await staged(
    Object.fromEntries([
      ...modes.map((mode) => [mode, config(mode, { exec: execEntry({ mode }) })]),
      ['absent', config('absent', { exec: { ...execEntry({ mode: 'ok' }), command: 'no-such-login', installHint: 'Install it from your software centre.' } })],
    ]),
  );
  const all = [...modes, 'absent'];
  await on.app.until('each is said', () => all.every((mode) => on.failureOf(mode) !== undefined));
  expect(failures(on, all)).toEqual({
    ...Object.fromEntries(Object.entries(PLUGINS).map(([mode, reason]) => [mode, `unauthenticated ${reason}`])),
    absent: 'unauthenticated exec-missing',
  });
  expect(on.failureOf('fails')?.detail.text).toContain('your session has ended, run `login` again');
  expect(on.failureOf('absent')?.detail.text).toContain('Install it from your software centre.');
  for (const mode of all) expect(on.failureOf(mode)?.detail.text ?? '').not.toContain('redacted');
  expect(await on.testOf('fails')).toMatchObject({ step: 'credentials', failure: { detail: { reason: 'exec-failed' } } });
  expect(on.isLive('good')).toBe(true);

  for (const mode of all) on.write(mode, config(mode, { exec: execEntry({ mode: 'ok', token: 'replay-token' }) }));
  await on.app.until('all are live', () => all.every((mode) => on.isLive(mode)));
});

const CERTIFICATES = {
  expired: 'unreachable certificate-expired',
  'not-yet-valid': 'unreachable certificate-expired',
  'wrong-host': 'unreachable certificate-host',
  foreign: 'unreachable certificate-untrusted',
} as const;

test('a server certificate that is expired, too young, foreign or for another name is each said, and heals with a good one', async () => {
  const kinds = Object.keys(CERTIFICATES) as (keyof typeof CERTIFICATES)[]; // the keys of the table above
  const replays = new Map<string, Replay>();
  for (const certificate of kinds) replays.set(certificate, await replayOf({ certificate }));
  const on = await staged(Object.fromEntries([...replays].map(([kind, replay]) => [kind, kubeconfigOf(replay, kind)])));
  await on.app.until('each is said', () => kinds.every((kind) => on.failureOf(kind) !== undefined));
  expect(failures(on, kinds)).toEqual(CERTIFICATES);
  for (const kind of kinds) expect(await on.testOf(kind)).toMatchObject({ step: 'tls', failure: { detail: { reason: CERTIFICATES[kind].split(' ')[1] } } });
  expect(on.isLive('good')).toBe(true);

  for (const [kind, replay] of replays) {
    await replay.stop();
    on.write(kind, kubeconfigOf(await replayOf({ port: replay.port }), kind));
  }
  await on.app.until('all are live', () => kinds.every((kind) => on.isLive(kind)));
});

test('a proxy that refuses, answers with a page or hangs up is said, and heals without it', async () => {
  const bad = await replayOf();
  const manners = ['refuse', 'html', 'hang-up'] as const;
  const through = (name: string, proxy?: string) =>
    kubeconfigText({
      server: bad.url,
      ca: Buffer.from(caOf(bad), 'base64').toString(),
      user: { token: 'replay-token' },
      cluster: proxy ? { 'proxy-url': proxy } : {},
      name,
    });
  const files: Record<string, string> = {};
  for (const manner of manners) files[manner] = through(manner, (await proxyOf(manner)).url);
  const on = await staged(files);
  await on.app.until('each is said', () => manners.every((manner) => on.failureOf(manner) !== undefined));
  expect(failures(on, manners)).toEqual({
    refuse: 'unreachable proxy-refused',
    html: 'unreachable proxy-refused',
    'hang-up': 'unreachable connection-lost',
  });
  expect(await on.testOf('refuse')).toMatchObject({ step: 'address', failure: { detail: { reason: 'proxy-refused' } } });
  for (const manner of manners) on.write(manner, through(manner));
  await on.app.until('all are live', () => manners.every((manner) => on.isLive(manner)));
});

const MISDEEDS: readonly { fault: ReplayFault; said: string; text?: string }[] = [
  { fault: { kind: 'html' }, said: 'unreachable not-kubernetes' },
  { fault: { kind: 'unauthorized' }, said: 'unauthenticated' },
  { fault: { kind: 'unauthorized-page' }, said: 'unauthenticated' },
  { fault: { kind: 'forbidden', namespace: 'team-0' }, said: 'forbidden namespace-forbidden' },
  { fault: { kind: 'throttled', retryAfterSeconds: 3600, times: 1_000 }, said: 'limited throttled' },
  { fault: { kind: 'server-error', status: 500, times: 1_000, body: 'status' }, said: 'unreachable server-error', text: 'not feeling well' },
  { fault: { kind: 'server-error', status: 503, times: 1_000, body: 'text' }, said: 'unreachable server-error', text: 'upstream connect error' },
  { fault: { kind: 'server-error', status: 502, times: 1_000, body: 'html' }, said: 'unreachable server-error', text: 'Sign in' },
  { fault: { kind: 'truncated-list' }, said: 'unreachable answer-malformed' },
  { fault: { kind: 'endless-list' }, said: 'unreachable answer-malformed' },
  { fault: { kind: 'expired-page' }, said: 'stale history-gone' },
  { fault: { kind: 'closing-watch' }, said: 'unreachable connection-lost' },
  { fault: { kind: 'gone', by: 'status' }, said: 'stale history-gone' },
  { fault: { kind: 'gone', by: 'event' }, said: 'stale history-gone' },
];

test.each(MISDEEDS)('a live server that turns to $fault.kind is said as $said, blanks nothing, and heals', async ({ fault, said, text = '' }) => {
  const bad = await replayOf({ pageMax: 20 });
  const on = await staged({ bad: kubeconfigOf(bad, 'bad') });
  await on.app.until('it is live', () => on.isLive('bad'), 5_000);
  await bad.fault(fault);
  if (/list|page/.test(fault.kind)) await bad.insert('error-gone');
  await bad.endWatches({ gone: true });
  await on.app.until(`it says ${said}`, () => failures(on, ['bad'])['bad'] === said);
  expect(on.failureOf('bad')?.detail.text ?? '').toContain(text);
  expect(on.names('bad')).toHaveLength(OBJECTS);
  expect(on.isLive('good')).toBe(true);

  await bad.fault({ kind: 'none' });
  await on.app.client.request('connections.retry', { id: on.idOf('bad') });
  await on.app.until('it is live again', () => on.isLive('bad'), 12_000);
  expect(on.names('bad').toSorted()).toEqual((await bad.state()).map(({ name }) => name).toSorted());
});

test('objects with absent or absurd fields hide neither each other nor the good ones, and the nameless are a trouble of their own', async () => {
  const bad = await replayOf();
  await bad.fault({ kind: 'absurd-objects' });
  const on = await staged({ bad: kubeconfigOf(bad, 'bad') });
  await on.app.until('it is live', () => on.isLive('bad'), 5_000);
  const names = on.names('bad');
  expect(names).toEqual(expect.arrayContaining(['absurd-bare', 'absurd-nulls', 'absurd-types', 'absurd-numbers', 'absurd-images', 'absurd-last-good']));
  expect(names.length).toBeGreaterThanOrEqual(OBJECTS + 6);
  const troubles = () => on.app.connections().find(({ name }) => name === 'bad')?.troubles ?? [];
  await on.app.until('it says that something was left out', () => troubles().length > 0, 5_000);
  expect(troubles()).toMatchObject([{ failure: { detail: { reason: 'answer-malformed' } } }]);
  expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
});

test.each(['huge-line', 'garbled-line', 'array', 'unknown-type', 'error-without-version', 'error-gone', 'absurd-objects', 'empty-lines'] as const)(
  'a watch that says %s loses nothing: in the end all is as the server has it',
  async (insert) => {
    const bad = await replayOf();
    const on = await staged({ bad: kubeconfigOf(bad, 'bad') });
    await on.app.until('it is live', () => on.isLive('bad'), 5_000);
    await bad.insert(insert);
    await bad.burst(200);
    const truth = new Map((await bad.state()).map(({ name, image }) => [name, image]));
    const agrees = () => {
      const ours = on.rows('bad');
      return ours.length === truth.size && ours.every(({ name, images }) => Array.isArray(images) && images[0] === truth.get(String(name)));
    };
    await on.app.until('it agrees with the server, live', () => on.isLive('bad') && agrees(), 12_000);
    expect(on.isLive('good')).toBe(true);
  },
);

test('a line that never ends is given up without filling memory, and said', async () => {
  const bad = await replayOf({ bookmarkMs: 60_000 }); // a bookmark would end the line
  const on = await staged({ bad: kubeconfigOf(bad, 'bad') });
  await on.app.until('it is live', () => on.isLive('bad'), 5_000);
  const before = process.memoryUsage().rss;
  await bad.insert('endless-line');
  await on.app.until('it is said', () => on.failureOf('bad') !== undefined, 12_000);
  expect(on.failureOf('bad')?.detail.reason).toBe('answer-too-large');
  await on.app.until('it is live again', () => on.isLive('bad'), 12_000);
  expect(process.memoryUsage().rss - before).toBeLessThan(300 * 2 ** 20);
});

/** The authority of a replay, as its kubeconfig has it (base64). */
function caOf({ kubeconfig }: Replay): string {
  return /"certificate-authority-data": "([^"]+)"/.exec(kubeconfig)?.[1] ?? '';
}
