/** What an address below `/v2/models/` names. */
export type ModelRoute = { readonly name: string; readonly version: string | null; readonly verb: '' | 'ready' | 'infer' };

const MODELS = '/v2/models/';
const VERBS: ReadonlySet<string> = new Set(['', 'ready', 'infer']);

/** `/v2/models/<name>[/versions/<version>][/ready|/infer]`; null: none of these. */
export function readRoute(path: string): ModelRoute | null {
  if (!path.startsWith(MODELS)) return null;
  const parts = path.slice(MODELS.length).split('/');
  const [name = '', second = ''] = parts;
  const isVersioned = second === 'versions';
  const version = isVersioned ? (parts[2] ?? '') : null;
  const rest = parts.slice(isVersioned ? 3 : 1);
  const [verb = ''] = rest;
  if (name === '' || version === '' || rest.length > 1 || !VERBS.has(verb)) return null;
  return { name, version, verb: verb as ModelRoute['verb'] };
}

/** A revision's number as it stands in an address. Null: it is none. */
export function revisionOf(version: string): number | null {
  const number = Number(version);
  return Number.isSafeInteger(number) && number > 0 && String(number) === version ? number : null;
}
