import { dump } from 'js-yaml';
import { z } from 'zod';

/** As much as a plan or the ledger keeps of one object. */
export const OBJECT_TEXT_MAX = 400_000;
const LINE_WIDTH = -1;
const JsonObject = z.record(z.string(), z.unknown());
type JsonObject = z.infer<typeof JsonObject>;

/** What servers fill in, or what repeats the whole object: no person wrote it, and none looks for it in a comparison. */
const METADATA_NOISE = ['managedFields', 'resourceVersion', 'generation', 'selfLink', 'creationTimestamp', 'uid'];
const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

/** An object as YAML for people, without what servers fill in; cut, with a word, where it is very long. */
export function objectText(object: unknown, maxLength = OBJECT_TEXT_MAX): string {
  return cut(yaml(withoutNoise(asObject(object))), maxLength);
}

/**
 * The same object before and after a write, as two texts to compare. Of a write to the status only the fields that differ
 * are told: the rest of a status is news of the controller.
 */
export function changeTexts(before: unknown, after: unknown, subresource: string): { readonly before: string; readonly after: string } {
  const [from, to] = [asObject(before), asObject(after)];
  if (subresource !== 'status') return { before: objectText(without(from, ['status'])), after: objectText(without(to, ['status'])) };
  const [was, is] = [asObject(from['status']), asObject(to['status'])];
  const keys = [...new Set([...Object.keys(was), ...Object.keys(is)])].filter((key) => JSON.stringify(was[key]) !== JSON.stringify(is[key]));
  const only = (object: JsonObject, status: JsonObject) => {
    const metadata = asObject(object['metadata']);
    const changed = Object.fromEntries(keys.flatMap((key) => (status[key] === undefined ? [] : [[key, status[key]]])));
    return cut(yaml({ kind: object['kind'], metadata: { name: metadata['name'], namespace: metadata['namespace'] }, status: changed }), OBJECT_TEXT_MAX);
  };
  return { before: only(from, was), after: only(to, is) };
}

function withoutNoise(object: JsonObject): JsonObject {
  const annotations = without(asObject(asObject(object['metadata'])['annotations']), [LAST_APPLIED]);
  const metadata = without(asObject(object['metadata']), [...METADATA_NOISE, 'annotations']);
  const named = Object.keys(annotations).length > 0 ? { ...metadata, annotations } : metadata;
  return { ...object, ...(Object.keys(named).length > 0 && { metadata: named }) };
}

const without = (object: JsonObject, keys: readonly string[]): JsonObject => Object.fromEntries(Object.entries(object).filter(([key]) => !keys.includes(key)));

const asObject = (value: unknown): JsonObject => {
  const parsed = JsonObject.safeParse(value);
  return parsed.success ? parsed.data : {};
};

/** Keys in the order of the alphabet: two texts of one object line up. */
const yaml = (value: unknown): string => dump(value, { lineWidth: LINE_WIDTH, noRefs: true, sortKeys: true, skipInvalid: true });

function cut(text: string, maxLength: number): string {
  if (text.length <= maxLength) return text;
  const end = `\n# … cut here: ${text.length} characters in all\n`;
  return text.slice(0, maxLength - end.length) + end;
}
