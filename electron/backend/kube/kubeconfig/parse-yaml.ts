import { CORE_SCHEMA, loadAll, Type, YAMLException } from 'js-yaml';

/** Why a text is no usable YAML, without any of the text itself: it may hold secrets. */
export class YamlFault extends Error {}

/** Deeper than any kubeconfig, shallow enough for code that recurses. */
const DEPTH_MAX = 100;
/** More values than a file of the allowed size holds without aliases: a bomb of aliases ends here. */
const VALUES_MAX = 2_000_000;

const TRUE = new Set(['true', 'True', 'TRUE', 'yes', 'Yes', 'YES', 'on', 'On', 'ON', 'y', 'Y']);
const FALSE = new Set(['false', 'False', 'FALSE', 'no', 'No', 'NO', 'off', 'Off', 'OFF', 'n', 'N']);
/** kubectl reads YAML 1.1, where `yes` and `off` are booleans. */
const yaml11Boolean = new Type('tag:yaml.org,2002:bool', {
  kind: 'scalar',
  resolve: (text: unknown) => typeof text === 'string' && (TRUE.has(text) || FALSE.has(text)),
  construct: (text: unknown) => typeof text === 'string' && TRUE.has(text),
});
const mergeKey = new Type('tag:yaml.org,2002:merge', { kind: 'scalar', resolve: (text: unknown) => text === '<<' || text === null });
const binary = new Type('tag:yaml.org,2002:binary', {
  kind: 'scalar',
  resolve: (text: unknown) => typeof text === 'string',
  construct: (text: unknown) => (typeof text === 'string' ? Buffer.from(text, 'base64').toString('utf8') : ''),
});
/** kubectl ignores tags that it does not know. */
const unknownTags = (['scalar', 'sequence', 'mapping'] as const).map((kind) => new Type('!', { kind, multi: true, construct: (data: unknown) => data }));
const SCHEMA = CORE_SCHEMA.extend({ implicit: [yaml11Boolean, mergeKey], explicit: [binary, ...unknownTags] });

/**
 * Reads the first document as kubectl's YAML reader does: the booleans of YAML 1.1, the last of duplicate keys.
 * The value is a tree of bounded size, safe to walk with recursion. Throws YamlFault.
 */
export function parseYaml(text: string): unknown {
  const value = load(text);
  requireBounded(value);
  return value;
}

function load(text: string): unknown {
  if (text.trimStart().startsWith('{')) {
    try {
      return JSON.parse(text);
    } catch {
      // Not JSON; flow YAML also starts with a brace.
    }
  }
  try {
    return loadAll(firstDocument(text), null, { schema: SCHEMA, json: true })[0] ?? null;
  } catch (error) {
    // What the reason quotes is of the text: an alias may be a password that starts with an asterisk.
    if (error instanceof YAMLException) throw new YamlFault(`${error.reason.replace(/["'<].*$/s, '…')} (line ${error.mark.line + 1})`);
    throw new YamlFault('not readable as YAML');
  }
}

/** What follows the first document is never looked at, as in kubectl, even if it is broken. */
function firstDocument(text: string): string {
  const content = /^(?!---|#|%|\s*$)/m.exec(text)?.index;
  if (content === undefined) return text;
  const end = /^(?:---|\.\.\.)(?=\s|$)/m.exec(text.slice(content));
  return end ? text.slice(0, content + end.index) : text;
}

function requireBounded(root: unknown): void {
  const stack: { readonly value: unknown; readonly depth: number }[] = [{ value: root, depth: 0 }];
  let values = 0;
  for (let next = stack.pop(); next; next = stack.pop()) {
    values += 1;
    const { value, depth } = next;
    if (typeof value !== 'object' || value === null) continue;
    if (depth >= DEPTH_MAX) throw new YamlFault('nested too deeply, or an anchor contains itself');
    const children = Object.values(value);
    if (values + stack.length + children.length > VALUES_MAX) throw new YamlFault('too many values, or excessive aliasing');
    for (const child of children) stack.push({ value: child, depth: depth + 1 });
  }
}
