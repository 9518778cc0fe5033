import { existsSync } from 'node:fs';
import { isAbsolute, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AppError, failure } from '../../../shared/models/failure';
import type { ProjectParameter } from '../../../shared/models/project';

const NUMBER = /^[-+]?(?:(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?|inf|infinity|nan)$/i;
const ADDRESS = /^([a-z][a-z0-9+.-]+):\/\//i;

export type Values = {
  /** Given and default values, as they stand; those that the entry point does not declare too. */
  readonly given: Readonly<Record<string, string>>;
  /** As the command gets them: paths are absolute. */
  readonly filled: Readonly<Record<string, string>>;
  /** Values of parameters of the type `path`, with where they are in the workspace; null outside it. */
  readonly paths: readonly { readonly parameter: string; readonly absolute: string; readonly inWorkspace: string | null }[];
};

/**
 * Judges values against what an entry point declares.
 * @throws AppError `parameter-missing`, `parameter-invalid`
 */
export function readValues(parameters: readonly ProjectParameter[], params: Readonly<Record<string, string>>, folder: string, root: string): Values {
  const given = new Map<string, string>();
  const filled = new Map<string, string>();
  const paths: Values['paths'][number][] = [];
  for (const { name, type, default: fallback } of parameters) {
    const value = Object.hasOwn(params, name) ? params[name] : fallback;
    if (value === undefined || value === null) throw new AppError(failure('invalid', { reason: 'parameter-missing', values: { name } }));
    const invalid = () => new AppError(failure('invalid', { reason: 'parameter-invalid', values: { name, type } }));
    if (value.includes('\0') || (type === 'float' && !NUMBER.test(value.trim())) || (type === 'path' && value === '')) throw invalid();
    given.set(name, value);
    const absolute = type === 'path' ? absolutePath(value, folder, root, invalid) : null;
    filled.set(name, absolute ?? (type === 'uri' ? localAddress(value, folder, root) : value));
    if (absolute !== null) paths.push({ parameter: name, absolute, inWorkspace: insideOf(root, absolute) });
  }
  for (const [name, value] of Object.entries(params)) {
    if (given.has(name)) continue;
    if (`${name}${value}`.includes('\0')) throw new AppError(failure('invalid', { reason: 'parameter-invalid', values: { name, type: 'string' } }));
    given.set(name, value);
  }
  return { given: Object.fromEntries(given), filled: Object.fromEntries(filled), paths };
}

/** What the entry point does not declare is handed over behind the rest, as MLflow does. */
export function extraArguments(parameters: readonly ProjectParameter[], given: Readonly<Record<string, string>>): string[] {
  const declared = new Set(parameters.map(({ name }) => name));
  return Object.entries(given).flatMap(([name, value]) => (declared.has(name) ? [] : [`--${name}`, value]));
}

function absolutePath(value: string, folder: string, root: string, invalid: () => AppError): string {
  const scheme = ADDRESS.exec(value)?.[1]?.toLowerCase();
  if (scheme === undefined || (scheme.length === 1 && sep === '\\')) return locate(value, folder, root);
  if (scheme !== 'file') throw invalid();
  try {
    return fileURLToPath(value);
  } catch {
    throw invalid();
  }
}

/** From the project's folder; from the workspace's where it is there and not here. */
function locate(value: string, folder: string, root: string): string {
  const here = resolve(folder, value);
  const there = resolve(root, value);
  return !isAbsolute(value) && !existsSync(here) && existsSync(there) ? there : here;
}

/** An address stays as it is; the path of something that is there becomes absolute. */
function localAddress(value: string, folder: string, root: string): string {
  const place = locate(value, folder, root);
  return !ADDRESS.test(value) && existsSync(place) ? place : value;
}

function insideOf(root: string, absolute: string): string | null {
  const path = relative(root, absolute);
  return path === '' || path.startsWith('..') || isAbsolute(path) ? null : path.split(sep).join('/');
}
