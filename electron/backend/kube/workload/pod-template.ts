import { z } from 'zod';
import { type Fields, fieldsOf, isFields, listOf, orElse, readFields, textOf } from '../../lib/read-fields';

/** `kubectl rollout restart` writes the time here. */
export const RESTARTED_AT = 'kubectl.kubernetes.io/restartedAt';

/** Environment variables by which containers are told what model to load; the first that is there counts. */
const MODEL_VARIABLES = ['MODEL_URI', 'STORAGE_URI', 'AIP_STORAGE_URI', 'MODEL_ID'] as const;
const TEXT_MAX = 2_000;

type Variable = { readonly name: string; readonly value: string | undefined };
type Container = { readonly name: string; readonly image: string | undefined; readonly env: readonly Variable[] };

/** What is read of a pod template. */
export type PodTemplate = { readonly metadata: { readonly annotations: Fields }; readonly spec: { readonly containers: readonly Container[] } };

/** Unreadable parts are left out, but its containers must be there. For `readFields`. */
export function podTemplateOf(value: unknown): PodTemplate {
  const { metadata, spec } = fieldsOf(value);
  const annotations = isFields(metadata) ? metadata['annotations'] : null;
  return {
    metadata: { annotations: isFields(annotations) && RESTARTED_AT in annotations ? { [RESTARTED_AT]: annotations[RESTARTED_AT] } : {} },
    spec: { containers: listOf(fieldsOf(spec)['containers']).map(containerOf) },
  };
}

/** The same within a schema. */
export const PodTemplate = z.unknown().transform((value, context): PodTemplate => {
  const template = readFields({ value }, (fields) => podTemplateOf(fields['value']));
  if (template) return template;
  context.addIssue('a pod template without containers');
  return z.NEVER;
});

function containerOf(value: unknown): Container {
  const { name, image, env } = fieldsOf(value);
  return { name: typeof name === 'string' ? name : '', image: orElse(image, textOf, undefined), env: Array.isArray(env) ? env.map(variableOf) : [] };
}

function variableOf(value: unknown): Variable {
  const { name, value: text }: Fields = isFields(value) ? value : {};
  return typeof name === 'string' && (text === undefined || typeof text === 'string') ? { name, value: text } : { name: '', value: undefined };
}

export const imagesOf = ({ spec }: PodTemplate): string[] =>
  spec.containers.flatMap(({ image }) => (image === undefined || image === '' ? [] : [image.slice(0, TEXT_MAX)]));

/** Where the model is named: indexes of the container and of its variable. */
export type ModelPlace = { readonly container: number; readonly containerName: string; readonly variable: number; readonly name: string; readonly uri: string };

export function modelPlaceOf({ spec }: PodTemplate): ModelPlace | null {
  for (const name of MODEL_VARIABLES)
    for (const [container, { env, name: containerName }] of spec.containers.entries()) {
      const variable = env.findIndex((each) => each.name === name && each.value);
      const uri = env[variable]?.value;
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
