import { z } from 'zod';

/** `kubectl rollout restart` writes the time here. */
export const RESTARTED_AT = 'kubectl.kubernetes.io/restartedAt';

/** Environment variables by which containers are told what model to load; the first that is there counts. */
const MODEL_VARIABLES = ['MODEL_URI', 'STORAGE_URI', 'AIP_STORAGE_URI', 'MODEL_ID'] as const;
const TEXT_MAX = 2_000;

const Variable = z.object({ name: z.string(), value: z.string().optional() }).catch({ name: '' });
const Container = z.object({ name: z.string().catch(''), image: z.string().optional(), env: z.array(Variable).nullish().catch(null) });

/** What is read of a pod template. Unreadable parts are left out, but its containers must be there. */
export const PodTemplate = z.object({
  metadata: z.object({ annotations: z.object({ [RESTARTED_AT]: z.unknown().optional() }).catch({}) }).catch({ annotations: {} }),
  spec: z.object({ containers: z.array(Container) }),
});
export type PodTemplate = z.infer<typeof PodTemplate>;

export const imagesOf = ({ spec }: PodTemplate): string[] =>
  spec.containers.flatMap(({ image }) => (image === undefined || image === '' ? [] : [image.slice(0, TEXT_MAX)]));

/** Where the model is named: indexes of the container and of its variable. */
export type ModelPlace = { readonly container: number; readonly containerName: string; readonly variable: number; readonly name: string; readonly uri: string };

export function modelPlaceOf({ spec }: PodTemplate): ModelPlace | null {
  for (const name of MODEL_VARIABLES)
    for (const [container, { env, name: containerName }] of spec.containers.entries()) {
      const variable = (env ?? []).findIndex((each) => each.name === name && each.value);
      const uri = env?.[variable]?.value;
      if (uri) return { container, containerName, variable, name, uri };
    }
  return null;
}

export const modelUriOf = (template: PodTemplate): string | null => modelPlaceOf(template)?.uri.slice(0, TEXT_MAX) ?? null;

/** When its pods were restarted on purpose; epoch ms. */
export function restartedAtOf({ metadata }: PodTemplate): number | null {
  const text = metadata.annotations[RESTARTED_AT];
  const at = typeof text === 'string' ? Date.parse(text) : Number.NaN;
  return Number.isSafeInteger(at) ? at : null;
}
