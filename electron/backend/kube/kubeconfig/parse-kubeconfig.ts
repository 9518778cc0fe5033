import type { z } from 'zod';
import type { AppError } from '../../../../shared/models/failure';
import { configError } from './config-failure';
import {
  CurrentContext,
  EntryList,
  type KubeCluster,
  KubeconfigDocument,
  type KubeContext,
  type KubeUser,
  NamedCluster,
  NamedContext,
  NamedUser,
} from './kubeconfig-schema';
import { parseYaml, YamlFault } from './parse-yaml';

/** An entry and the file that set it; or what is wrong with it. */
export type Entry<T> = { readonly file: string } & ({ readonly value: T; readonly fault: null } | { readonly value: null; readonly fault: AppError });

/** One kubeconfig as it stands in its file: nothing is resolved yet. */
export type Kubeconfig = {
  readonly currentContext: string;
  readonly clusters: ReadonlyMap<string, Entry<KubeCluster>>;
  readonly users: ReadonlyMap<string, Entry<KubeUser>>;
  readonly contexts: ReadonlyMap<string, Entry<KubeContext>>;
  /** The first thing wrong with it that kubectl would refuse the whole file for; the sound entries are usable all the same. */
  readonly fault: AppError | null;
};

/** Compiled, a schema is quicker from some hundred readings on; a kubeconfig is read before anything else can begin. */
const ONCE = { jitless: true };

type Values = { readonly file: string };

/**
 * Reads a kubeconfig. A broken entry is kept as a fault under its name; a file that is no kubeconfig at all is an empty
 * one with a fault. Never throws. `shown` names the file in failures.
 */
export function parseKubeconfig(data: Uint8Array, file: string, shown: string): Kubeconfig {
  const faults: AppError[] = [];
  const values = { file: shown };
  const document = parseDocument(data, values, faults);
  const read = <T>(key: 'clusters' | 'users' | 'contexts', parse: Parser<T>) => readEntries(document?.[key], key, file, values, parse, faults);
  const clusters = read(
    'clusters',
    named(NamedCluster, (entry) => entry.cluster),
  );
  const users = read(
    'users',
    named(NamedUser, (entry) => entry.user),
  );
  const contexts = read(
    'contexts',
    named(NamedContext, (entry) => entry.context),
  );
  const current = CurrentContext.safeParse(document?.['current-context']);
  if (!current.success) faults.push(configError('kubeconfig-malformed', values, 'current-context is not text'));
  return { currentContext: current.data ?? '', clusters, users, contexts, fault: faults[0] ?? null };
}

function parseDocument(data: Uint8Array, values: Values, faults: AppError[]): z.infer<typeof KubeconfigDocument> | null {
  const malformed = (text: string) => {
    faults.push(configError('kubeconfig-malformed', values, text));
    return null;
  };
  let raw: unknown;
  try {
    raw = parseYaml(decodeText(data));
  } catch (error) {
    return malformed(error instanceof YamlFault ? error.message : 'not text');
  }
  const document = KubeconfigDocument.safeParse(raw ?? {}, ONCE);
  if (!document.success) return malformed(describeIssue(document.error));
  const { kind, apiVersion } = document.data;
  if ((kind !== '' && kind !== 'Config') || (apiVersion !== '' && apiVersion !== 'v1')) return malformed('not a v1 Config');
  return document.data;
}

/** UTF-8, or the UTF-16 that Windows shells write. */
function decodeText(data: Uint8Array): string {
  const encoding = data[0] === 0xff && data[1] === 0xfe ? 'utf-16le' : data[0] === 0xfe && data[1] === 0xff ? 'utf-16be' : 'utf-8';
  const text = new TextDecoder(encoding, { fatal: true }).decode(data);
  if (text.includes('\0')) throw new YamlFault('not text');
  return text;
}

type Parsed<T> = { readonly name: string; readonly value: T } | { readonly name: string | null; readonly issue: string };
type Parser<T> = (raw: unknown) => Parsed<T>;

function named<E extends { readonly name: string }, T>(schema: z.ZodType<E>, pick: (entry: E) => T): Parser<T> {
  return (raw) => {
    const parsed = schema.safeParse(raw, ONCE);
    if (parsed.success) return { name: parsed.data.name, value: pick(parsed.data) };
    const name: unknown = typeof raw === 'object' && raw !== null && 'name' in raw ? raw.name : null;
    return { name: typeof name === 'string' ? name : null, issue: describeIssue(parsed.error) };
  };
}

function readEntries<T>(raw: unknown, key: string, file: string, values: Values, parse: Parser<T>, faults: AppError[]): Map<string, Entry<T>> {
  const entries = new Map<string, Entry<T>>();
  const list = EntryList.safeParse(raw);
  if (!list.success) {
    faults.push(configError('kubeconfig-malformed', values, `${key} is not a list`));
    return entries;
  }
  for (const [index, item] of list.data.entries()) {
    const parsed = parse(item);
    const where = `${key}[${index}]`;
    const twice = parsed.name !== null && entries.has(parsed.name);
    const issue = twice ? 'a second entry of this name' : 'issue' in parsed ? parsed.issue : null;
    if (issue !== null)
      faults.push(configError('kubeconfig-malformed', { ...values, ...(parsed.name !== null && { entry: parsed.name }) }, `${where}: ${issue}`));
    if (parsed.name === null) continue;
    const fault = issue === null ? null : faults.at(-1);
    if (fault) entries.set(parsed.name, { file, value: null, fault });
    else if ('value' in parsed) entries.set(parsed.name, { file, value: parsed.value, fault: null });
  }
  return entries;
}

/** Where and what kind of thing is wrong, without the value. No colon behind the place: `token: x` would be taken for a secret and struck out. */
function describeIssue(error: z.ZodError): string {
  const issue = error.issues[0];
  if (!issue) return 'not a kubeconfig';
  const where = issue.path.map(String).join('.');
  const what = issue.code === 'invalid_type' ? `${issue.expected} expected` : issue.code === 'custom' ? issue.message : 'unexpected value';
  return where === '' ? what : `${what} at ${where}`;
}
