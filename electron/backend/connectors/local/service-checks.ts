import type { ActionRequest, Check } from '../../../../shared/models/action';
import { AppError, failure, failureOf } from '../../../../shared/models/failure';
import { ModelName, type ModelVersion } from '../../../../shared/models/model';
import { runsAsFor, type ServerCommand } from '../../../../shared/models/server-command';
import type { Service } from '../../../../shared/models/service';
import { check } from '../../lib/check';
import type { WorkspaceSession } from '../../workspaces/workspace-session';
import type { PlanContext } from '../contract';
import { verifyVersion } from './client';
import { numberOfKey } from './map-service';

export type WantedVersion = { readonly model: string; readonly version: number };

/** `models:/<model>/<version>`, the way MLflow writes it. @throws AppError `invalid` with the field */
export function wantedVersion({ modelUri, images }: Extract<ActionRequest, { action: 'start' }>, connection: string): WantedVersion {
  const match = /^models:\/([^/]+)\/([1-9]\d{0,8})$/.exec(modelUri ?? '');
  const model = ModelName.safeParse(match?.[1]);
  const invalid = (field: string) => new AppError(failure('invalid', { values: { field } }, connection));
  if (images.length > 0) throw invalid('images');
  if (!match || !model.success) throw invalid('modelUri');
  return { model: model.data, version: Number(match[2]) };
}

type Start = Extract<ActionRequest, { action: 'start' }>;
/** With the server that its flavors ask for, where none is named. */
export async function withServer(session: WorkspaceSession, connection: string, request: Start, signal: AbortSignal): Promise<Start> {
  if (request.server) return request;
  try {
    const { flavors } = await session.link().request('models.version', { connection, ...wantedVersion(request, connection) }, signal);
    const runs = runsAsFor(flavors);
    return { ...request, server: runs?.kind === 'server' ? runs.server : null };
  } catch (error) {
    if (failureOf(error).code === 'not-found') return request; // a check says so
    throw error;
  }
}

/** The version is in the registry, of a kind that can be served or with a server of its own, and its bytes are read again. */
export async function startChecks(
  session: WorkspaceSession,
  connection: string,
  { model, version }: WantedVersion,
  server: ServerCommand | null,
  signal: AbortSignal,
): Promise<Check[]> {
  const values = { model, version: String(version) };
  let found: ModelVersion;
  try {
    found = await session.link().request('models.version', { connection, model, version }, signal);
  } catch (error) {
    const why = failureOf(error);
    if (why.code !== 'not-found') throw error;
    return [check('version-known', 'fail', values, why)];
  }
  const known = check('version-known', 'pass', values);
  if (found.digest === null || !(server || found.flavors.includes('onnx')))
    return [known, check('servable', 'fail', values, failure('unsupported', { reason: 'model-not-servable', values }, connection))];
  return [known, check('servable', 'pass', values), await bytesCheck(session, connection, { model, version }, signal)];
}

/** It is in the history, was stable before, and its bytes are read again. */
export async function rollBackChecks(
  session: WorkspaceSession,
  connection: string,
  { revisions }: Service,
  key: string,
  { wasStable }: PlanContext,
  signal: AbortSignal,
): Promise<Check[]> {
  const found = revisions.find(({ number }) => number === numberOfKey(key));
  const values = { revision: key };
  if (!found) return [check('target-known', 'fail', values, failure('not-found', { reason: 'revision-gone', values }, connection))];
  const proven = found.everStable || wasStable(key) ? 'pass' : 'warn';
  return [
    check('target-known', 'pass'),
    check('target-proven', proven, { revision: String(found.number) }),
    await bytesCheck(session, connection, found, signal),
  ];
}

async function bytesCheck(session: WorkspaceSession, connection: string, { model, version }: WantedVersion, signal: AbortSignal): Promise<Check> {
  const values = { version: String(version) };
  const { state, files } = await verifyVersion(session, connection, model, version, signal).catch((error: unknown) => {
    // Deleted from the registry since: the engine still has its bytes, and reads them before it loads them.
    if (failureOf(error).code === 'not-found') return { state: 'unchecked' as const, files: [] };
    throw error;
  });
  if (state === 'whole' || state === 'unchecked') return check('bytes-whole', state === 'whole' ? 'pass' : 'unknown', values);
  const changed = { model, ...values, file: files.join(', ') };
  return check('bytes-whole', 'fail', changed, failure('denied', { reason: 'bytes-changed', values: changed }, connection));
}
