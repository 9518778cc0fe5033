import { z } from 'zod';

/** What a replay does wrong, until told otherwise. What it says of watches holds for those that are open too. */
export const ReplayFault = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('none') }),
  /** Everything is answered 200 with a page of HTML, like the sign-in page of a network. */
  z.object({ kind: z.literal('html') }),
  /** Open watches end, and everything is answered 401. */
  z.object({ kind: z.literal('unauthorized') }),
  /** The first page comes; the next is answered 401. */
  z.object({ kind: z.literal('unauthorized-page') }),
  /** This namespace, and lists over all, are answered 403. */
  z.object({ kind: z.literal('forbidden'), namespace: z.string() }),
  /** The next so many requests are answered 429. */
  z.object({ kind: z.literal('throttled'), retryAfterSeconds: z.number(), times: z.number() }),
  /** The next so many requests are answered with this status, as a Status, as text or as HTML. */
  z.object({ kind: z.literal('server-error'), status: z.number().min(500).max(599), times: z.number(), body: z.enum(['status', 'text', 'html']) }),
  /** A continue token never ends: the same page for ever. */
  z.object({ kind: z.literal('endless-list') }),
  /** The second page of every list is gone (410). */
  z.object({ kind: z.literal('expired-page') }),
  /** A list that breaks off in the middle of an object, with a good end of the stream. */
  z.object({ kind: z.literal('truncated-list') }),
  /** Watches are opened and never say a thing. */
  z.object({ kind: z.literal('silent-watch') }),
  /** Watches end at once, well and empty. */
  z.object({ kind: z.literal('closing-watch') }),
  /** Watches are answered with 410, by status or by an ERROR event. */
  z.object({ kind: z.literal('gone'), by: z.enum(['status', 'event']) }),
  /** Objects without what every object has, and with what none should have, are in every list. */
  z.object({ kind: z.literal('absurd-objects') }),
]);
export type ReplayFault = z.infer<typeof ReplayFault>;

/** What a replay puts into all open watches, once. */
export const WATCH_INSERTS = [
  'huge-line',
  'endless-line',
  'garbled-line',
  'error-without-version',
  'error-gone',
  'unknown-type',
  'absurd-objects',
  'array',
  'empty-lines',
] as const;
export const WatchInsert = z.enum(WATCH_INSERTS);
export type WatchInsert = z.infer<typeof WatchInsert>;

export const status = (code: number, reason: string, message: string, details?: object) => ({
  kind: 'Status',
  apiVersion: 'v1',
  metadata: {},
  status: 'Failure',
  message,
  reason,
  ...(details && { details }),
  code,
});

export const HTML = '<!doctype html><html><head><title>Sign in</title></head><body><h1>Welcome to the network</h1></body></html>';
const HUGE_BYTES = 20 * 2 ** 20;

const meta = (name: string, more: object = {}) => ({ name, namespace: 'team-0', uid: `absurd-${name}`, resourceVersion: '7', ...more });
const deployment = (parts: object) => ({ kind: 'Deployment', apiVersion: 'apps/v1', ...parts });

/** Deployments that a reader must survive. The last is a good one: nothing before it may hide it. */
export const ABSURD_OBJECTS: readonly unknown[] = [
  deployment({ metadata: meta('absurd-bare') }),
  deployment({ metadata: meta('absurd-nulls', { labels: null, annotations: null, creationTimestamp: null }), spec: null, status: null }),
  deployment({
    metadata: meta('absurd-types', { labels: ['a'], annotations: 'x', creationTimestamp: 'yesterday', generation: 'two' }),
    spec: { replicas: '3', template: [], strategy: 7, paused: 'yes' },
    status: { conditions: {}, replicas: -4, availableReplicas: 1.5, readyReplicas: null, updatedReplicas: '9' },
  }),
  deployment({
    metadata: meta('absurd-numbers', { creationTimestamp: '9999-12-31T23:59:59Z', generation: 1e308 }),
    spec: { replicas: 2 ** 53, progressDeadlineSeconds: -1 },
    status: {
      observedGeneration: -1,
      replicas: 1e21,
      conditions: [null, {}, { type: 'Progressing' }, { type: 'Available', status: 'Maybe', lastTransitionTime: '' }],
    },
  }),
  deployment({
    metadata: meta('absurd-images', { creationTimestamp: '0001-01-01T00:00:00Z' }),
    spec: {
      template: {
        spec: { containers: [null, {}, { image: 5 }, { name: 'x', image: 'i'.repeat(100_000) }, { name: '‮txet', image: '<img src=x onerror=alert(1)>' }] },
      },
    },
  }),
  deployment({
    metadata: { ...meta('absurd-proto'), ...(JSON.parse('{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}') as object) },
    spec: { replicas: 1 },
  }),
  deployment({ metadata: { namespace: 'team-0', uid: 'absurd-nameless' } }),
  deployment({ metadata: meta('absurd/../slash\nline') }),
  deployment({}),
  null,
  'text',
  [],
  deployment({
    metadata: meta('absurd-last-good', { generation: 1, creationTimestamp: '2026-01-01T00:00:00Z' }),
    spec: { replicas: 0 },
    status: { observedGeneration: 1 },
  }),
];

const line = (value: unknown) => `${JSON.stringify(value)}\n`;

/** The bytes of an insert; `endless-line` is the piece that repeats for ever. */
export function insertText(insert: WatchInsert): string {
  switch (insert) {
    case 'huge-line':
      return line({ type: 'MODIFIED', object: deployment({ metadata: meta('huge', { annotations: { blob: 'x'.repeat(HUGE_BYTES) } }) }) });
    case 'endless-line':
      return 'x'.repeat(2 ** 16);
    case 'garbled-line':
      return '{"type":"MODIFIED","object":{"kind":"Deploy\n';
    case 'error-without-version':
      return line({ type: 'ERROR', object: status(500, 'InternalError', 'etcd is not feeling well') });
    case 'error-gone':
      return line({ type: 'ERROR', object: status(410, 'Expired', 'too old resource version: 1 (1000)') });
    case 'unknown-type':
      return line({ type: 'RENAMED', object: deployment({ metadata: meta('renamed') }) });
    case 'absurd-objects':
      return ABSURD_OBJECTS.map((object) => line({ type: 'MODIFIED', object })).join('');
    case 'array':
      return '[]\nnull\n42\n"text"\n{}\n';
    case 'empty-lines':
      return '\n\n\r\n';
  }
}
