import { z } from 'zod';
import { ConnectionId } from './entity';
import { Failure } from './failure';
import { Freshness } from './freshness';

/** Names that Kubernetes takes for a namespace (RFC 1123 label). */
export const NamespaceName = z.string().regex(/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/);

export const CONNECTION_COLOURS = ['slate', 'blue', 'teal', 'green', 'amber', 'orange', 'pink', 'violet'] as const;
const label = z.string().trim().max(60);

/** Kinds of places that connections lead to. `local` is the open workspace: embedded, there while it is open, without an address to sign in at. */
export const SYSTEMS = ['kubernetes', 'local', 'object-store'] as const;

/** What the user says of a connection. */
export const ConnectionOptions = z.object({
  name: z.string().trim().min(1).max(80),
  labels: z.object({ environment: label, site: label, region: label }),
  colour: z.enum(CONNECTION_COLOURS),
  /** Asks for the typed name before every change. */
  production: z.boolean(),
  /** Refuses every change, by its name. */
  readOnly: z.boolean(),
  /** Look only into these; null is all that the credentials may list. */
  namespaces: z.array(NamespaceName).min(1).max(200).nullable(),
  /** Off: nothing is sent to it. */
  enabled: z.boolean(),
});
export type ConnectionOptions = z.infer<typeof ConnectionOptions>;

/** Where a connection leads, for people to recognise it. All of it is text to show; nothing here is taken back as an input. */
export const ConnectionTarget = z.object({
  context: z.string(),
  server: z.string(),
  user: z.string(),
  /** The kubeconfig file, or the folder of a workspace, home folder shortened to `~`. */
  source: z.string(),
  /** The certificate of the server is not checked. */
  insecure: z.boolean(),
});
export type ConnectionTarget = z.infer<typeof ConnectionTarget>;

/** One configured instance of a system: address, credentials by reference, freshness, labels. */
export const Connection = ConnectionOptions.extend({
  id: ConnectionId,
  system: z.enum(SYSTEMS),
  target: ConnectionTarget,
  freshness: Freshness,
  /** What is wrong with parts of it while the rest works: a namespace that may not be read, a kind that the server lacks. */
  troubles: z.array(z.object({ scope: z.string(), failure: Failure })),
});
export type Connection = z.infer<typeof Connection>;

/** A context of a kubeconfig that could become a connection. */
export const ConnectionCandidate = z.object({
  id: z.string().regex(/^[a-f0-9]{16}$/),
  target: ConnectionTarget,
  namespace: z.string().nullable(),
  current: z.boolean(),
  /** The connection that it already is. */
  connection: ConnectionId.nullable(),
  /** Why it cannot be used as it stands. */
  failure: Failure.nullable(),
});
export type ConnectionCandidate = z.infer<typeof ConnectionCandidate>;

/** The stops of a connection test, in the order in which they are made. */
export const TEST_STEPS = ['kubeconfig', 'credentials', 'address', 'tls', 'server', 'identity', 'rights'] as const;
export const TestStep = z.object({
  step: z.enum(TEST_STEPS),
  state: z.enum(['running', 'passed', 'warned', 'failed', 'skipped']),
  /** What was found: an address, a version, a user name. */
  found: z.string().nullable(),
  failure: Failure.nullable(),
  tookMs: z.number().nonnegative().nullable(),
});
export type TestStep = z.infer<typeof TestStep>;

/** What the credentials may do in one namespace, as the server says it. `unknown` is a review that failed: not a denial. */
export const Right = z.object({
  verb: z.string(),
  group: z.string(),
  resource: z.string(),
  namespace: z.string().nullable(),
  allowed: z.enum(['yes', 'no', 'unknown']),
  why: z.string().nullable(),
});
export type Right = z.infer<typeof Right>;
