import { FAILSAFE_SCHEMA, load, YAMLException } from 'js-yaml';
import { z } from 'zod';
import { AppError, failure, failureOf, type Failure } from '../../../shared/models/failure';
import type { ProjectParameter } from '../../../shared/models/project';
import { type ArgumentTemplate, parametersOf, splitCommand } from './split-command';

export const MLPROJECT = 'MLproject';
/** A large one has some kilobytes. */
export const MLPROJECT_MAX_BYTES = 256 * 1024;
const ENTRIES_MAX = 200;
const TYPES = ['string', 'float', 'path', 'uri'] as const;

export type ParsedEntry = {
  readonly name: string;
  readonly command: string;
  readonly parameters: readonly ProjectParameter[];
  /** Null where it cannot be started: `failure`. */
  readonly template: readonly ArgumentTemplate[] | null;
  readonly failure: Failure | null;
};
export type ParsedProject = {
  /** Null: the file names none. */
  readonly name: string | null;
  readonly entryPoints: readonly ParsedEntry[];
  /** What it asks for to be made: a file or an image. */
  readonly wants: { readonly kind: 'python_env' | 'conda_env' | 'docker_env'; readonly what: string } | null;
};

const scalar = z.string();
/** A field that is left out, empty, or says that it is nothing. */
const orNone = <T extends z.ZodType>(schema: T) =>
  z.preprocess((value) => (value === 'null' || value === '~' || value === '' ? null : value), schema.nullish()).transform((value) => value ?? null);
const Parameter = z.union([
  z.enum(TYPES).transform((type) => ({ type, default: null })),
  z.object({ type: z.enum(TYPES).default('string'), default: scalar.nullish().transform((text) => (text === 'null' || text === '~' ? null : (text ?? null))) }),
]);
const UNTYPED = { type: 'string', default: null } as const;
const few = <T extends z.ZodType>(schema: T) =>
  z
    .record(z.string().min(1).max(200), z.unknown())
    .refine((all) => Object.keys(all).length <= ENTRIES_MAX, `more than ${ENTRIES_MAX}`)
    .pipe(z.record(z.string(), schema));
const Entry = z.object({ command: scalar.min(1), parameters: orNone(few(orNone(Parameter))) });
const MLproject = z.object({
  name: orNone(scalar.max(200)),
  entry_points: orNone(few(Entry)),
  python_env: orNone(scalar),
  conda_env: orNone(scalar),
  docker_env: orNone(z.object({ image: scalar })),
});

/**
 * Reads an MLproject file. Scalars stay as they are written (`1e-3` is no other text). An entry point that cannot be started has its own failure.
 * @throws AppError `project-malformed` with file and line
 */
export function parseMlproject(text: string, file: string): ParsedProject {
  if (text.length > MLPROJECT_MAX_BYTES) throw new AppError(failure('invalid', { reason: 'project-too-large', values: { file } }));
  const malformed = (line: number, why: string, cause: unknown) =>
    new AppError(failure('invalid', { reason: 'project-malformed', text: why, values: { file, line: String(line) } }), { cause });
  let raw: unknown;
  try {
    raw = load(text, { schema: FAILSAFE_SCHEMA, filename: file });
  } catch (error) {
    if (!(error instanceof YAMLException)) throw malformed(1, String(error), error);
    throw malformed(lineOfException(error), error.reason, error);
  }
  const parsed = MLproject.safeParse(raw);
  if (!parsed.success) {
    const path = parsed.error.issues[0]?.path ?? [];
    throw malformed(lineOf(text, path), `${path.join('.')}: ${parsed.error.issues[0]?.message ?? ''}`, parsed.error);
  }
  const { name, entry_points: entries, python_env: python, conda_env: conda, docker_env: docker } = parsed.data;
  return {
    name,
    entryPoints: Object.entries(entries ?? {}).map(([entry, { command, parameters }]) => readEntry(entry, command, parameters ?? {})),
    wants:
      (docker && { kind: 'docker_env', what: docker.image }) ??
      (python !== null ? { kind: 'python_env', what: python } : null) ??
      (conda !== null ? { kind: 'conda_env', what: conda } : null),
  };
}

function readEntry(name: string, command: string, declared: Readonly<Record<string, z.output<typeof Parameter> | null>>): ParsedEntry {
  const parameters = Object.entries(declared).map(([key, parameter]) => ({ name: key, ...(parameter ?? UNTYPED) }));
  const entry = { name, command: command.trim(), parameters };
  try {
    const template = splitCommand(command);
    const unknown = parametersOf(template).find((key) => !Object.hasOwn(declared, key));
    if (unknown === undefined) return { ...entry, template, failure: null };
    return { ...entry, template: null, failure: failure('invalid', { reason: 'command-malformed', values: { why: `{${unknown}} is no parameter of it` } }) };
  } catch (error) {
    return { ...entry, template: null, failure: failureOf(error) };
  }
}

/** js-yaml's mark counts from 0; its types leave it out. */
function lineOfException(error: YAMLException): number {
  const mark = z.object({ mark: z.object({ line: z.number() }) }).safeParse(error);
  return mark.success ? mark.data.mark.line + 1 : 1;
}

/** The line on which a place of the document is named: each key is looked for below the one before. */
function lineOf(text: string, path: readonly PropertyKey[]): number {
  const lines = text.split('\n');
  let at = 0;
  for (const key of path) {
    const found = lines.findIndex(
      (line, n) => n >= at && [String(key), `"${String(key)}"`, `'${String(key)}'`].some((name) => line.trimStart().startsWith(`${name}:`)),
    );
    if (found < 0) break;
    at = found;
  }
  return at + 1;
}
