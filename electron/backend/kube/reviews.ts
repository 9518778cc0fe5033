import { setMaxListeners } from 'node:events';
import { z } from 'zod';
import type { Right } from '../../../shared/models/connection';
import { failureOf } from '../../../shared/models/failure';
import { type Requester, requestJson } from './json-request';

/** What Pilothouse does on a cluster, now or by an action, and thus asks about. */
export const REVIEWED = [
  ['apps', 'deployments', ['list', 'watch', 'get', 'patch']],
  ['apps', 'deployments/scale', ['patch']],
  ['apps', 'replicasets', ['list', 'watch']],
  ['', 'pods', ['list', 'watch']],
  ['', 'pods/log', ['get']],
  ['', 'events', ['list', 'watch']],
  ['', 'services', ['list', 'patch']],
  ['', 'namespaces', ['list']],
  ['argoproj.io', 'rollouts', ['list', 'watch', 'get', 'patch']],
  ['argoproj.io', 'rollouts/status', ['patch']],
  ['argoproj.io', 'analysisruns', ['list', 'watch']],
] as const satisfies readonly (readonly [group: string, resource: string, verbs: readonly string[]])[];

const AUTHORIZATION = '/apis/authorization.k8s.io/v1';
/** A user of many roles has many rules; nobody reads more than this. */
const RULES_MAX = 500;

const AccessReview = z.object({ status: z.object({ allowed: z.boolean(), reason: z.string().optional(), evaluationError: z.string().optional() }) });
const strings = z.array(z.string()).nullish();
const RulesReview = z.object({
  status: z.object({
    incomplete: z.boolean().optional(),
    resourceRules: z.array(z.object({ verbs: strings, apiGroups: strings, resources: strings, resourceNames: strings })).nullish(),
  }),
});
const SelfReview = z.object({ status: z.object({ userInfo: z.object({ username: z.string(), groups: strings }) }) });

export type AskedRight = Pick<Right, 'verb' | 'group' | 'resource' | 'namespace'>;

/** Asks the server about one right. Never throws but when cancelled: a review that failed is `unknown`, with why. */
export async function reviewAccess(requester: Requester, asked: AskedRight, signal: AbortSignal): Promise<Right> {
  const [resource, subresource] = asked.resource.split('/');
  const resourceAttributes = {
    verb: asked.verb,
    group: asked.group,
    resource,
    ...(subresource && { subresource }),
    ...(asked.namespace && { namespace: asked.namespace }),
  };
  const json = { apiVersion: 'authorization.k8s.io/v1', kind: 'SelfSubjectAccessReview', spec: { resourceAttributes } };
  try {
    const { status } = await requestJson(requester, { method: 'POST', path: `${AUTHORIZATION}/selfsubjectaccessreviews`, json }, AccessReview, signal);
    // A server that could not work it out answers "not allowed" with an error: that is no denial.
    const allowed = status.allowed ? 'yes' : status.evaluationError ? 'unknown' : 'no';
    return { ...asked, allowed, why: status.reason || status.evaluationError || null };
  } catch (error) {
    if (signal.aborted) throw error;
    const { code, detail } = failureOf(error);
    return { ...asked, allowed: 'unknown', why: detail.text ?? detail.reason ?? code };
  }
}

/** Everything that Pilothouse may want to do, in one namespace or in all (null). */
export function reviewAll(requester: Requester, namespace: string | null, signal: AbortSignal): Promise<Right[]> {
  setMaxListeners(0, signal); // one for each question
  const asked = REVIEWED.flatMap(([group, resource, verbs]) => verbs.map((verb) => ({ verb, group, resource, namespace })));
  return Promise.all(asked.map((each) => reviewAccess(requester, each, signal)));
}

/** What the server itself lists for a namespace, apart from what was asked by name. Empty where it does not tell. */
export async function reviewRules(requester: Requester, namespace: string, signal: AbortSignal): Promise<Right[]> {
  const json = { apiVersion: 'authorization.k8s.io/v1', kind: 'SelfSubjectRulesReview', spec: { namespace } };
  try {
    const { status } = await requestJson(requester, { method: 'POST', path: `${AUTHORIZATION}/selfsubjectrulesreviews`, json }, RulesReview, signal);
    const rights: Right[] = [];
    for (const rule of status.resourceRules ?? []) {
      for (const group of rule.apiGroups ?? [])
        for (const resource of rule.resources ?? [])
          for (const verb of rule.verbs ?? []) {
            if (rights.length >= RULES_MAX) return rights;
            const names = rule.resourceNames ?? [];
            rights.push({ verb, group, resource, namespace, allowed: 'yes', why: names.length > 0 ? names.join(', ') : null });
          }
    }
    return rights;
  } catch (error) {
    if (signal.aborted) throw error;
    return []; // an authorizer that cannot list its rules; each right that matters was asked by name
  }
}

/** Who the server takes us for. Throws AppError: `not-found` on servers before 1.28. */
export async function reviewSelf(requester: Requester, signal: AbortSignal): Promise<{ username: string; groups: readonly string[] }> {
  const json = { apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview' };
  const { status } = await requestJson(requester, { method: 'POST', path: '/apis/authentication.k8s.io/v1/selfsubjectreviews', json }, SelfReview, signal);
  return { username: status.userInfo.username, groups: status.userInfo.groups ?? [] };
}
