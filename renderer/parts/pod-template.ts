import { load } from 'js-yaml';

/** Every value of a pod template by where it is: `containers/scorer/env/THRESHOLD`. Lists of named things go by their names. */
export type TemplateValues = ReadonlyMap<string, string>;

/** A template nested deeper, or with more values than this is no template. */
const DEPTH_MAX = 40;
const VALUES_MAX = 20_000;

/** Reads the YAML of a pod template, or of what a service of a workspace is made of. Null where it cannot be read: its text can still be compared. */
export function readTemplate(yaml: string): TemplateValues | null {
  try {
    const values = new Map<string, string>();
    const template: unknown = load(yaml);
    if (typeof template !== 'object' || template === null) return null;
    const { spec, metadata }: { readonly spec?: unknown; readonly metadata?: unknown } = template;
    if (spec === undefined && metadata === undefined) flatten(template, [], values);
    flatten(spec, [], values);
    flatten(metadata, ['metadata'], values);
    return values;
  } catch {
    return null; // cut off, or no YAML
  }
}

function flatten(value: unknown, path: readonly string[], into: Map<string, string>): void {
  if (path.length > DEPTH_MAX || into.size > VALUES_MAX) throw new Error('no pod template');
  if (value === undefined || value === null) return;
  if (Array.isArray(value)) {
    value.forEach((item: unknown, index) => flatten(itemValue(item), [...path, nameOf(item) ?? `${index}`], into));
  } else if (typeof value === 'object') {
    for (const [key, inner] of Object.entries(value)) flatten(inner, [...path, key], into);
  } else {
    into.set(path.join('/'), String(value));
  }
}

const nameOf = (item: unknown): string | null => {
  if (typeof item !== 'object' || item === null) return null;
  const { name }: { readonly name?: unknown } = item;
  return typeof name === 'string' && name !== '' ? name : null;
};

/** Of a named item what it holds beside its name; of a plain variable its value alone. */
function itemValue(item: unknown): unknown {
  if (nameOf(item) === null || typeof item !== 'object' || item === null) return item;
  const rest: Record<string, unknown> = Object.fromEntries(Object.entries(item).filter(([key]) => key !== 'name'));
  const keys = Object.keys(rest);
  return keys.length === 1 && keys[0] === 'value' ? rest['value'] : rest;
}

const IMAGE = /^containers\/([^/]+)\/image$/;
/** The containers of a template with their images, in the order of their names. */
export function templateImages(values: TemplateValues): readonly { readonly container: string; readonly image: string }[] {
  return [...values].flatMap(([path, image]) => {
    const container = IMAGE.exec(path)?.[1];
    return container === undefined ? [] : [{ container, image }];
  });
}

export type DifferenceKind = 'image' | 'model' | 'env' | 'resources' | 'other';
export type Difference = {
  readonly kind: DifferenceKind;
  readonly path: string;
  readonly name: string;
  readonly from: string | null;
  readonly to: string | null;
};

/** Variables by which containers are told what model to load. */
const MODEL_VARIABLES: readonly string[] = ['MODEL_URI', 'STORAGE_URI', 'AIP_STORAGE_URI', 'MODEL_ID'];
/** What a revision of a service of a workspace is. */
const OF_A_SERVICE: readonly string[] = ['model', 'version', 'digest'];
const KINDS: readonly DifferenceKind[] = ['model', 'image', 'env', 'resources', 'other'];

function classify(path: string): Pick<Difference, 'kind' | 'name'> {
  const [, container = '', what = '', ...rest] = path.split('/');
  if (path.startsWith('containers/')) {
    if (what === 'image' && rest.length === 0) return { kind: 'image', name: container };
    if (what === 'env') return { kind: MODEL_VARIABLES.includes(rest[0] ?? '') ? 'model' : 'env', name: rest.join('/') };
    if (what === 'resources') return { kind: 'resources', name: rest.join(' ') };
  }
  return { kind: OF_A_SERVICE.includes(path) ? 'model' : 'other', name: path };
}

/** What differs between two templates, what matters most first; and how many values are the same. */
export function compareTemplates(from: TemplateValues, to: TemplateValues): { readonly differences: readonly Difference[]; readonly same: number } {
  const paths = new Set([...from.keys(), ...to.keys()]);
  const differences: Difference[] = [];
  for (const path of paths) {
    const [before, after] = [from.get(path) ?? null, to.get(path) ?? null];
    if (before !== after) differences.push({ ...classify(path), path, from: before, to: after });
  }
  return { differences: differences.toSorted((a, b) => KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind)), same: paths.size - differences.length };
}
