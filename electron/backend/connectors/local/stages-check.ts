import type { ActionRequest, Check } from '../../../../shared/models/action';
import type { Service } from '../../../../shared/models/service';
import { check } from '../../lib/check';
import type { WorkspaceSession } from '../../workspaces/workspace-session';
import type { WantedVersion } from './service-checks';

/**
 * Whether a candidate has gone through the stages of a release: what came of the newest time. What it was not held against, because
 * something else is stable now, it has not passed. Never a refusal: whoever knows better says why.
 */
export async function stagesCheck(session: WorkspaceSession, connection: string, service: Service, wanted: WantedVersion, signal: AbortSignal): Promise<Check> {
  const { checks } = await session.link().request('stages.list', { connection, ...wanted }, signal);
  const [newest] = checks.filter(({ endedAt }) => endedAt !== null);
  if (!newest) return check('stages-passed', 'unknown', { version: String(wanted.version) });
  const { n, champion, stages, outcome } = newest;
  const stable = service.revisions.find(({ number }) => number === service.release.stable)?.version;
  const against = champion && stable !== undefined && champion.version !== stable ? { against: String(champion.version), stable: String(stable) } : {};
  const values = { check: String(n), ...Object.fromEntries(stages.map(({ stage, state }) => [stage, state])), ...against };
  return check('stages-passed', outcome === 'pass' && !('against' in against) ? 'pass' : 'warn', values);
}

/**
 * At each promotion: a candidate that had not passed the stages when it was released, and has not since, is shown with the reason that was given
 * then. It asks for none anew.
 */
export async function overriddenCheck(
  session: WorkspaceSession,
  connection: string,
  service: Service | null,
  { action }: ActionRequest,
  signal: AbortSignal,
): Promise<Check[]> {
  const candidate = service?.revisions.find(({ number }) => number === service.release.candidate);
  if (!service || !candidate || (action !== 'promote' && action !== 'promote-full')) return [];
  const { model, version, why, by } = candidate;
  const { outcome, values } = await stagesCheck(session, connection, service, { model, version }, signal);
  return [outcome === 'pass' ? check('stages-passed', 'pass', values) : check('stages-overridden', 'warn', { ...values, why, by })];
}
