import type { Service, ServiceCommand } from '../../../../shared/models/service';
import { failureOf } from '../../../../shared/models/failure';
import type { WorkspaceSession } from '../../workspaces/workspace-session';
import type { Mover } from './client';

/** One service with its revisions; null where there is none of that name. @throws AppError */
export async function readService(session: WorkspaceSession, connection: string, service: string, signal: AbortSignal): Promise<Service | null> {
  try {
    return await session.link().request('services.get', { connection, service }, signal);
  } catch (error) {
    if (failureOf(error).detail.reason === 'service-unknown') return null;
    throw error;
  }
}

/** `expected`: its generation; null where it is made by it, under `uid`. */
export type ServiceWrite = { readonly service: string; readonly uid: string; readonly expected: number | null; readonly command: ServiceCommand };

/** @throws AppError: `conflict` where the service is another than expected, `denied` on bytes that changed */
export const moveService = (session: WorkspaceSession, write: ServiceWrite, mover: Mover, signal: AbortSignal): Promise<{ readonly at: number }> =>
  session.link().request('engine.deliver', { ...write, ...mover }, signal);
