import { z } from 'zod';
import { RuleAct, ServiceCommand, ServiceName } from '../models/service';
import { WorkspaceSettings, WorkspaceUsage } from '../models/workspace';
import { changesApi } from './changes';
import { concernsApi } from './concerns';
import { dataApi } from './data';
import { ImportedEvents, lineageApi } from './lineage';
import { modelsApi } from './models';
import { runsApi } from './runs';
import { servicesApi } from './services';
import { stagesApi } from './stages';
import { request } from './verb';

const none = z.object({});

/** What a window may ask of a workspace: the backend hands it on to the engine of the connection that it names. */
export const workspaceApi = { ...changesApi, ...concernsApi, ...runsApi, ...dataApi, ...modelsApi, ...lineageApi, ...servicesApi, ...stagesApi } as const;

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
  /** What rules did by themselves and no ledger holds yet. Each is handed out to one backend, and again only where that one says nothing of it. */
  'engine.ruleActs': request(none, z.object({ acts: z.array(RuleAct) })),
  'engine.ruleRecorded': request(z.object({ n: z.number().int(), entry: z.number().int(), ledger: z.string().nullable() }), none),
  /** Ends in order: `stopRuns` ends what trains, else the engine goes on until the last run has ended. `keepServing`: it goes on while it has services. */
  'engine.leave': request(z.object({ stopRuns: z.boolean(), keepServing: z.boolean().default(false) }), none),
} as const;
