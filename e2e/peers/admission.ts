import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';
import type { Bed } from './bed';
import { createAuthority } from './certificates';

const AdmissionReview = z.object({
  apiVersion: z.string(),
  kind: z.string(),
  request: z.object({
    uid: z.string(),
    operation: z.string(),
    resource: z.object({ group: z.string(), version: z.string(), resource: z.string() }),
    subResource: z.string().default(''),
    namespace: z.string().default(''),
    name: z.string().default(''),
    dryRun: z.boolean().default(false),
    userInfo: z.object({ username: z.string().default('') }),
  }),
});

/** One request that the API server asked about. */
export type Reviewed = z.infer<typeof AdmissionReview>['request'];
export type AdmissionRule = { group: string; resources: readonly string[]; operations?: readonly ('CREATE' | 'UPDATE' | 'DELETE')[] };
export type AdmissionOptions = {
  /** What is asked about. Without them: changes of Rollouts and of their status. Always of namespaced objects. */
  rules?: readonly AdmissionRule[];
  /** How long the API server waits for an answer, 1 to 30. */
  timeoutSeconds?: number;
  /** What the API server does without an answer. */
  failurePolicy?: 'Fail' | 'Ignore';
};

/** A webhook that the API server asks before it changes what the rules name. At first it allows everything. */
export interface Admission {
  /** Denies with these words what `which` names; the rest is allowed. */
  deny(words: string, which?: (request: Reviewed) => boolean): void;
  allow(): void;
  /** Gives no answer at all to what `which` names. */
  hang(which?: (request: Reviewed) => boolean): void;
  /** What was asked until now, oldest first. */
  reviews(): readonly Reviewed[];
  /** Unregisters it and ends. */
  stop(): Promise<void>;
}

type Verdict = { kind: 'allow' } | { kind: 'hang' } | { kind: 'deny'; words: string };

const ROLLOUTS: readonly AdmissionRule[] = [{ group: 'argoproj.io', resources: ['rollouts', 'rollouts/status'], operations: ['UPDATE'] }];
const PROBE = 'admission-probe';
const PROBE_TRIES = 50;
let started = 0;

async function readJson(request: IncomingMessage): Promise<unknown> {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) text += String(chunk);
  return JSON.parse(text);
}

function answer(response: ServerResponse, { apiVersion, kind, request }: z.infer<typeof AdmissionReview>, verdict: Verdict): void {
  if (verdict.kind === 'hang') return;
  const denied = verdict.kind === 'deny' && { status: { code: 403, message: verdict.words } };
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify({ apiVersion, kind, response: { uid: request.uid, allowed: !denied, ...denied } }));
}

/** Starts it, registers it with the bed and resolves when the API server asks it. */
export async function startAdmission(bed: Bed, options: AdmissionOptions = {}): Promise<Admission> {
  const name = `admission-${process.pid}-${++started}`;
  const authority = createAuthority();
  let decide: (request: Reviewed) => Verdict = () => ({ kind: 'allow' });
  const probe = { seen: false };
  const reviews: Reviewed[] = [];
  const server = createServer(authority.issue({ name: 'admission', hosts: ['127.0.0.1'] }), (request, response) => {
    readJson(request).then(
      (body) => {
        const review = AdmissionReview.parse(body);
        // The API server adds its timeout to the path.
        if (request.url?.startsWith(`/${PROBE}`)) {
          probe.seen = true;
          return answer(response, review, { kind: 'allow' });
        }
        reviews.push(review.request);
        answer(response, review, decide(review.request));
      },
      () => response.destroy(),
    );
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo; // a server that listens on TCP has one
  await bed.apply(configuration({ name, port, ca: authority.cert, ...options }));
  // The API server hears of the webhook a moment later: an object that is not kept shows when.
  for (let tries = 0; !probe.seen; tries++) {
    if (tries === PROBE_TRIES) throw new Error(`the API server never asked the webhook ${name}`);
    await bed.kubectl('create', 'configmap', PROBE, '--namespace=default', '--dry-run=server');
  }
  return {
    deny: (words, which = () => true) => void (decide = (request) => (which(request) ? { kind: 'deny', words } : { kind: 'allow' })),
    allow: () => void (decide = () => ({ kind: 'allow' })),
    hang: (which = () => true) => void (decide = (request) => ({ kind: which(request) ? 'hang' : 'allow' })),
    reviews: () => reviews,
    async stop() {
      await bed.kubectl('delete', 'validatingwebhookconfiguration', name, '--ignore-not-found');
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

type Registered = AdmissionOptions & { name: string; port: number; ca: string };

function configuration({ name, port, ca, rules = ROLLOUTS, timeoutSeconds = 5, failurePolicy = 'Fail' }: Registered): object {
  const webhook = (path: string) => ({
    name: `${path}.pilothouse.example`,
    clientConfig: { url: `https://127.0.0.1:${port}/${path}`, caBundle: Buffer.from(ca).toString('base64') },
    admissionReviewVersions: ['v1'],
    sideEffects: 'None',
    matchPolicy: 'Equivalent',
    timeoutSeconds,
  });
  const rule = ({ group, resources, operations = ['CREATE', 'UPDATE', 'DELETE'] }: AdmissionRule) => ({
    apiGroups: [group],
    apiVersions: ['*'],
    resources,
    operations,
    scope: 'Namespaced',
  });
  const ofProbe = [{ name: 'probe', expression: `request.name == '${PROBE}'` }];
  return {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingWebhookConfiguration',
    metadata: { name },
    webhooks: [
      { ...webhook('review'), failurePolicy, rules: rules.map(rule) },
      { ...webhook(PROBE), failurePolicy: 'Ignore', matchConditions: ofProbe, rules: [rule({ group: '', resources: ['configmaps'], operations: ['CREATE'] })] },
    ],
  };
}
