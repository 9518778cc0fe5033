import { expect, it } from 'vitest';
import { gitOwnerOf } from './git-owner';

const ownerOf = (annotations: object, labels: object = {}) => gitOwnerOf({ annotations: { ...annotations }, labels: { ...labels } });

it.each<[string, object, object, string]>([
  ['Argo CD by its tracking id', { 'argocd.argoproj.io/tracking-id': 'shop:apps/Deployment:prod/web' }, {}, 'argo-cd shop reverts'],
  ['Argo CD by its label', {}, { 'argocd.argoproj.io/instance': 'shop' }, 'argo-cd shop reverts'],
  ['a Kustomization of Flux', {}, { 'kustomize.toolkit.fluxcd.io/name': 'apps' }, 'flux apps reverts'],
  ['a Helm release of Flux', { 'meta.helm.sh/release-name': 'web' }, { 'helm.toolkit.fluxcd.io/name': 'web' }, 'flux web reverts'],
  ['Fleet', { 'objectset.rio.cattle.io/id': 'default-shop', 'meta.helm.sh/release-name': 'shop' }, {}, 'fleet shop'],
  ['Helm alone', { 'meta.helm.sh/release-name': 'shop' }, { 'app.kubernetes.io/managed-by': 'Helm' }, 'helm shop'],
])('knows %s', (_, annotations, labels, owner) => {
  const found = ownerOf(annotations, labels);
  expect(`${found?.tool} ${found?.name}${found?.reverts ? ' reverts' : ''}`).toBe(owner);
});

it('names nobody where nobody left a mark that can be read', () => {
  for (const annotations of [{}, { 'argocd.argoproj.io/tracking-id': '' }, { 'meta.helm.sh/release-name': 7 }]) expect(ownerOf(annotations)).toBeNull();
  expect(ownerOf({}, { 'app.kubernetes.io/instance': 'web' })).toBeNull(); // anybody's label
});

it('bounds a hostile name', () => {
  expect(ownerOf({ 'meta.helm.sh/release-name': 'x'.repeat(200_000) })?.name).toHaveLength(253);
});
