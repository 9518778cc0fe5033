import { z } from 'zod';
import { ConnectionId } from '../models/entity';
import { CertificateFacts } from '../models/gateway-address';
import { KnownWorkspace, OpenWorkspace, WorkspaceId, WorkspaceSettings, WorkspaceUsage } from '../models/workspace';
import { ImportedEvents } from './lineage';
import { PickedFileId } from './shell';
import { request, watch } from './verb';

const none = z.object({});

/** Which folder is open. A new one is picked in the system's own dialog (shell), never named by the page. */
export const workspacesApi = {
  'workspaces.watch': watch(none, z.object({ open: OpenWorkspace.nullable(), known: z.array(KnownWorkspace) })),
  'workspaces.open': request(z.object({ id: WorkspaceId }), none),
  /** Makes the sample's folder where it is not yet, and opens it. */
  'workspaces.openSample': request(none, none),
  /** `stopRuns`: what trains is ended; else it goes on, and the engine with it. */
  'workspaces.close': request(z.object({ stopRuns: z.boolean() }), none),
  /** Leaves the folder as it is and forgets where it was. */
  'workspaces.forget': request(z.object({ id: WorkspaceId }), none),
  'workspaces.usage': request(none, WorkspaceUsage),
  /** Takes facts from a file of OpenLineage events that the user picked (shell), wherever it lies. */
  'workspaces.importEvents': request(z.object({ connection: ConnectionId, file: PickedFileId }), ImportedEvents),
  /** Writes what a stage of a release check found, whole, to where the user wants it (shell). Refused where its bytes are not those of its digest. */
  'workspaces.saveEvidence': request(
    z.object({ connection: ConnectionId, n: z.number().int().positive(), evidence: z.string().regex(/^[a-f0-9]{64}$/), file: PickedFileId }),
    z.object({ bytes: z.number().int() }),
  ),
  /** Takes in a certificate and its key, as PEM, from files that the user picked: checked, kept sealed, and used by nothing yet. */
  'workspaces.bringCertificate': request(z.object({ connection: ConnectionId, certificate: PickedFileId, key: PickedFileId }), CertificateFacts),
  /** Hands the new token of the address to the user past the page, once: to the clipboard. */
  'workspaces.takeAddressToken': request(z.object({ connection: ConnectionId }), none),
  'workspaces.settings': request(none, WorkspaceSettings),
  'workspaces.change': request(WorkspaceSettings.partial(), WorkspaceSettings),
  /** Removes what Pilothouse wrote, or a part of it. `all` closes the workspace too. @returns bytes freed */
  'workspaces.removeWritten': request(z.object({ part: z.enum(['logs', 'orphanArtifacts', 'all']) }), z.object({ freedBytes: z.number() })),
};
