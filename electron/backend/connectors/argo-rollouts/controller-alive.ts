import { z } from 'zod';
import type { Check } from '../../../../shared/models/action';
import { AppError } from '../../../../shared/models/failure';
import { readObject } from '../../kube/read-object';
import type { KubeSession } from '../../kube/session';
import { timeOf } from '../../kube/workload/time-of';

/** The lease that the controller's leader renews every few seconds, where it was installed by its manifests or chart. */
const LEASE = {
  resource: { group: 'coordination.k8s.io', version: 'v1', resource: 'leases' },
  namespace: 'argo-rollouts',
  name: 'argo-rollouts-controller-lock',
};
const Lease = z.object({
  spec: z.object({ renewTime: z.string(), leaseDurationSeconds: z.number().positive().catch(15), holderIdentity: z.string().catch('') }),
});
/** A lease is stale after a few of its own lengths: the clocks of two machines differ by some seconds. */
const LENGTHS = 4;

/**
 * Whether somebody will carry it out. Only the lease tells, and only where it may be read: a controller that runs alone or
 * elsewhere keeps none, and then nobody knows. Never throws but when cancelled.
 */
export async function judgeController(session: KubeSession, signal: AbortSignal, now: () => number = Date.now): Promise<Check> {
  const check = (outcome: Check['outcome'], values: Check['values'] = {}): Check => ({ id: 'controller-alive', outcome, values, failure: null });
  try {
    const parsed = Lease.safeParse(await readObject(session, LEASE, signal));
    const renewedAt = parsed.success ? timeOf(parsed.data.spec.renewTime) : null;
    if (!parsed.success || renewedAt === null) return check('unknown');
    const { leaseDurationSeconds, holderIdentity } = parsed.data.spec;
    const values = { since: String(renewedAt), holder: holderIdentity.slice(0, 200) };
    return now() - renewedAt <= LENGTHS * leaseDurationSeconds * 1_000 ? check('pass') : check('warn', values);
  } catch (error) {
    if (signal.aborted || !(error instanceof AppError)) throw error;
    return check('unknown'); // not for us to read
  }
}
