import { z } from 'zod';
import { AddressCommand, AddressHost, AddressPort, CertificateChoice, CertificateFacts } from '../models/gateway-address';
import { Failure } from '../models/failure';
import { LiveCounts, LiveWanted } from '../models/live-counts';
import { RuleAct, ServiceCommand, ServiceName } from '../models/service';
import { WorkspaceSettings, WorkspaceUsage } from '../models/workspace';
import { addressApi } from './address';
import { changesApi } from './changes';
import { concernsApi } from './concerns';
import { dataApi } from './data';
import { ImportedEvents, lineageApi } from './lineage';
import { modelsApi } from './models';
import { runsApi } from './runs';
import { servicesApi } from './services';
import { stagesApi } from './stages';
import { request, watch } from './verb';

const none = z.object({});

/** What a window may ask of a workspace: the backend hands it on to the engine of the connection that it names. */
export const workspaceApi = {
  ...changesApi,
  ...concernsApi,
  ...runsApi,
  ...dataApi,
  ...modelsApi,
  ...lineageApi,
  ...servicesApi,
  ...addressApi,
  ...stagesApi,
} as const;

/** Every verb that an engine serves, to the backends that attached to it. */
export const engineApi = {
  ...workspaceApi,
  'engine.facts': request(
    none,
    z.object({
      id: z.string(),
      name: z.string(),
      pid: z.number().int(),
      version: z.string(),
      trackingUri: z.string(),
      tokenFile: z.string(),
      activeRuns: z.number().int(),
      /** Services that are up, and whether anybody asked one within the last minute. */
      services: z.array(z.object({ name: z.string(), isAsked: z.boolean() })).default([]),
      /** Whoever brought it up is gone: it ends once nobody needs it. */
      leaving: z.boolean().default(false),
    }),
  ),
  'engine.usage': request(none, WorkspaceUsage),
  'engine.settings': request(none, WorkspaceSettings),
  'engine.change': request(WorkspaceSettings.partial(), WorkspaceSettings),
  'engine.removeWritten': request(z.object({ part: z.enum(['logs', 'orphanArtifacts', 'all']) }), z.object({ freedBytes: z.number() })),
  /** As `lineage.importEvents`, from a file that the user picked outside of the workspace; the backend alone knows its path. */
  'engine.importEvents': request(z.object({ path: z.string().min(1).max(4_096) }), ImportedEvents),
  /** Writes what a stage found to a place that the user picked; the backend alone knows its path. */
  'engine.saveEvidence': request(
    z.object({ n: z.number().int().positive(), evidence: z.string().regex(/^[a-f0-9]{64}$/), path: z.string().min(1).max(4_096) }),
    z.object({ bytes: z.number().int() }),
  ),
  /** Moves an alias; the backend alone asks for it, after intent was written. `expected`: where it must stand now. */
  'engine.setAlias': request(
    z.object({
      model: z.string(),
      alias: z.string(),
      expected: z.number().int().nullable(),
      version: z.number().int().nullable(),
      by: z.string(),
      why: z.string(),
      entry: z.number().int(),
      /** Whose entry that is. */
      ledger: z.string().nullable(),
    }),
    z.object({ at: z.number() }),
  ),
  /** Moves a service; the backend alone asks for it, after intent was written. `expected`: its generation now, null where it is not there. */
  'engine.deliver': request(
    z.object({
      service: ServiceName,
      /** Of a service that is made by it. */
      uid: z.string().min(1).max(200),
      expected: z.number().int().nullable(),
      command: ServiceCommand,
      by: z.string(),
      why: z.string(),
      entry: z.number().int(),
      ledger: z.string().nullable(),
    }),
    z.object({ at: z.number(), generation: z.number().int() }),
  ),
  /** Moves the address of the gateway; the backend alone asks for it, after intent was written. `expected`: its generation now. */
  'engine.moveAddress': request(
    z.object({
      expected: z.number().int(),
      command: AddressCommand,
      by: z.string(),
      why: z.string(),
      entry: z.number().int(),
      ledger: z.string().nullable(),
    }),
    z.object({ at: z.number(), generation: z.number().int() }),
  ),
  /** Whether it could be opened so, now. Null: nothing speaks against it. */
  'engine.judgeAddress': request(
    z.object({ host: AddressHost, port: AddressPort, certificate: CertificateChoice }),
    z.object({
      host: Failure.nullable(),
      port: Failure.nullable(),
      certificate: Failure.nullable(),
      /** Of the user's own; null for one that is made. */
      facts: CertificateFacts.nullable(),
      /** It is made out for the host. */
      isNamed: z.boolean(),
      /** How others would call it. */
      uri: z.string(),
    }),
  ),
  /** PEM files that the user picked; the backend alone knows their paths. */
  'engine.bringCertificate': request(z.object({ certificate: z.string().min(1).max(4_096), key: z.string().min(1).max(4_096) }), CertificateFacts),
  /** The token that was made last, once. Throws `not-found` `token-taken`. */
  'engine.takeAddressToken': request(none, z.object({ token: z.string() })),
  /** Counts what a service answers for as long as it is listened to: at once, then about every second while there is more, the open window whole. */
  'engine.countLive': watch(LiveWanted, LiveCounts),
  /** What rules did by themselves and no ledger holds yet. Each is handed out to one backend, and again only where that one says nothing of it. */
  'engine.ruleActs': request(none, z.object({ acts: z.array(RuleAct) })),
  'engine.ruleRecorded': request(z.object({ n: z.number().int(), entry: z.number().int(), ledger: z.string().nullable() }), none),
  /** Ends in order: `stopRuns` ends what trains, else the engine goes on until the last run has ended. `keepServing`: it goes on while it has services. */
  'engine.leave': request(z.object({ stopRuns: z.boolean(), keepServing: z.boolean().default(false) }), none),
} as const;
