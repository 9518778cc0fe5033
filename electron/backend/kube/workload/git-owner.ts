import type { Delivery } from '../../../../shared/models/delivery';

type Marks = { readonly annotations: Readonly<Record<string, unknown>>; readonly labels: Readonly<Record<string, unknown>> };

const ARGO_TRACKING = 'argocd.argoproj.io/tracking-id';
const ARGO_INSTANCE = 'argocd.argoproj.io/instance';
const FLUX_KUSTOMIZATION = 'kustomize.toolkit.fluxcd.io/name';
const FLUX_RELEASE = 'helm.toolkit.fluxcd.io/name';
const FLEET_OBJECT_SET = 'objectset.rio.cattle.io/id';
const HELM_RELEASE = 'meta.helm.sh/release-name';

/** The only marks that are read: a parser need not keep the other annotations, whole manifests among them. */
export const OWNER_ANNOTATIONS = [ARGO_TRACKING, FLEET_OBJECT_SET, HELM_RELEASE] as const;
export const OWNER_LABELS = [ARGO_INSTANCE, FLUX_KUSTOMIZATION, FLUX_RELEASE] as const;

const NAME_MAX = 253;

/**
 * Whoever writes the object from elsewhere, as it marked it. `reverts`: it puts its own version back by itself, as Argo CD
 * and Flux do; Helm and Fleet do so at their next release.
 */
export function gitOwnerOf({ annotations, labels }: Marks): Delivery['owner'] {
  const tracking = text(annotations[ARGO_TRACKING]);
  if (tracking) return { tool: 'argo-cd', name: tracking.split(':', 1)[0] ?? tracking, reverts: true };
  const application = text(labels[ARGO_INSTANCE]);
  if (application) return { tool: 'argo-cd', name: application, reverts: true };
  // A Helm release that Flux makes carries Helm's marks as well.
  const flux = text(labels[FLUX_KUSTOMIZATION]) ?? text(labels[FLUX_RELEASE]);
  if (flux) return { tool: 'flux', name: flux, reverts: true };
  const release = text(annotations[HELM_RELEASE]);
  const fleet = text(annotations[FLEET_OBJECT_SET]);
  if (fleet) return { tool: 'fleet', name: release ?? fleet, reverts: false };
  return release === null ? null : { tool: 'helm', name: release, reverts: false };
}

const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value.slice(0, NAME_MAX) : null);
