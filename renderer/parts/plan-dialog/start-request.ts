import { ActionRequest } from '../../../shared/models/action';
import type { Delivery } from '../../../shared/models/delivery';
import type { DeliveryDetail } from '../../../shared/models/delivery-detail';
import { readTemplate, templateImages } from '../pod-template';

export type ContainerImage = { readonly container: string; readonly image: string };
export type StartDraft = { readonly images: readonly ContainerImage[]; readonly modelUri: string };

/** What runs now by container, as far as it is known: of the newest revision, else of its pods. */
export function currentImages(delivery: Delivery | undefined, detail: DeliveryDetail | undefined): readonly ContainerImage[] {
  const key = delivery?.candidateKey ?? delivery?.stableKey;
  const revision = detail?.revisions.find((each) => each.key !== null && each.key === key) ?? detail?.revisions[0];
  const values = revision && readTemplate(revision.template);
  const ofTemplate = values ? templateImages(values) : [];
  if (ofTemplate.length > 0) return ofTemplate;
  const pod = detail?.pods.find((each) => each.revision === key) ?? detail?.pods[0];
  return pod?.containers.map(({ name, image }) => ({ container: name, image })) ?? [];
}

/** The request that a filled-in form comes to: only what was changed. Null where nothing was, or a value cannot be one. */
export function startRequest(now: StartDraft, wanted: StartDraft): ActionRequest | null {
  const images = wanted.images.filter(({ container, image }) => image.trim() !== now.images.find((each) => each.container === container)?.image);
  const modelUri = wanted.modelUri.trim() === now.modelUri ? null : wanted.modelUri.trim();
  if (images.length === 0 && modelUri === null) return null;
  const request = { action: 'start', images: images.map(({ container, image }) => ({ container, image: image.trim() })), modelUri };
  const parsed = ActionRequest.safeParse(request);
  return parsed.success ? parsed.data : null;
}
