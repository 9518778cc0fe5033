import { z } from 'zod';
import { AppError, type Failure, failure } from '../../../../shared/models/failure';
import { type Requester, requestJson } from '../../kube/json-request';
import { GROUP, ROLLOUTS } from './client';

const Group = z.object({ versions: z.array(z.object({ version: z.string().max(63) })) });
const Resources = z.object({ resources: z.array(z.object({ name: z.string() })) });

/** Says so where the cluster has Rollouts, but in no version that is known here. Null: it has none, or does not tell. Never throws. */
export async function otherVersion(requester: Requester, signal: AbortSignal): Promise<Failure | null> {
  try {
    // Argo CD and Argo Workflows live in this group too.
    const { versions } = await requestJson(requester, { method: 'GET', path: `/apis/${GROUP}` }, Group, signal);
    for (const { version } of versions.filter((each) => each.version !== ROLLOUTS.version)) {
      const path = `/apis/${GROUP}/${encodeURIComponent(version)}`;
      const { resources } = await requestJson(requester, { method: 'GET', path }, Resources, signal);
      if (resources.some(({ name }) => name === ROLLOUTS.resource))
        return failure('unsupported', { values: { resource: ROLLOUTS.resource, group: GROUP, version, known: ROLLOUTS.version } });
    }
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    // Not installed, or discovery is not for us: there is nothing to say.
  }
  return null;
}
