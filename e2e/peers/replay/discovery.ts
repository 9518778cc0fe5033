import { NAMESPACES } from './world';

const resources = (groupVersion: string, names: readonly (readonly [string, string, boolean])[]) => ({
  kind: 'APIResourceList',
  apiVersion: 'v1',
  groupVersion,
  resources: names.map(([name, kind, namespaced]) => ({ name, singularName: '', namespaced, kind, verbs: ['get', 'list', 'watch'] })),
});
const apps = { groupVersion: 'apps/v1', version: 'v1' };

/** What the server tells of itself; undefined for what it does not have. */
export function discovery(path: string): object | string | undefined {
  switch (path) {
    case '/readyz':
    case '/livez':
      return 'ok';
    case '/version':
      return {
        major: '1',
        minor: '37',
        gitVersion: 'v1.37.2-replay',
        gitCommit: '',
        gitTreeState: 'clean',
        buildDate: '2026-01-01T00:00:00Z',
        goVersion: '',
        compiler: '',
        platform: '',
      };
    case '/api':
      return { kind: 'APIVersions', versions: ['v1'], serverAddressByClientCIDRs: [] };
    case '/apis':
      return { kind: 'APIGroupList', apiVersion: 'v1', groups: [{ name: 'apps', versions: [apps], preferredVersion: apps }] };
    case '/apis/apps/v1':
      return resources('apps/v1', [['deployments', 'Deployment', true]]);
    case '/api/v1':
      return resources('v1', [['namespaces', 'Namespace', false]]);
    case '/api/v1/namespaces':
      return {
        kind: 'NamespaceList',
        apiVersion: 'v1',
        metadata: { resourceVersion: '1' },
        items: Array.from({ length: NAMESPACES }, (_, i) => ({ metadata: { name: `team-${i}`, uid: `namespace-${i}`, resourceVersion: '1' } })),
      };
    default:
      return undefined;
  }
}

/** Reviews say that all may be read and nothing changed. */
export function review(path: string): object | undefined {
  const rules = [{ verbs: ['get', 'list', 'watch'], apiGroups: ['*'], resources: ['*'] }];
  switch (path) {
    case '/apis/authorization.k8s.io/v1/selfsubjectrulesreviews':
      return {
        kind: 'SelfSubjectRulesReview',
        apiVersion: 'authorization.k8s.io/v1',
        status: { resourceRules: rules, nonResourceRules: [], incomplete: false },
      };
    case '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews':
      return { kind: 'SelfSubjectAccessReview', apiVersion: 'authorization.k8s.io/v1', status: { allowed: true } };
    case '/apis/authentication.k8s.io/v1/selfsubjectreviews':
      return {
        kind: 'SelfSubjectReview',
        apiVersion: 'authentication.k8s.io/v1',
        status: { userInfo: { username: 'replay', groups: ['system:authenticated'] } },
      };
    default:
      return undefined;
  }
}
