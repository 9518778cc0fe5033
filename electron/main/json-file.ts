import { readFileSync, renameSync } from 'node:fs';
import type { z } from 'zod';

export { writeWhole as writeFileAtomically } from '../backend/lib/write-whole';

export type JsonRead<T> =
  | { readonly state: 'read'; readonly value: T }
  | { readonly state: 'absent' }
  /** It was not what it should be. It now has the name `setAside`, or its own where it could not be moved (null). */
  | { readonly state: 'broken'; readonly why: string; readonly setAside: string | null };

/** Reads a small file of our own. One that does not fit its schema is put aside with its content, never overwritten. */
export function readJsonFile<S extends z.ZodType>(path: string, schema: S): JsonRead<z.output<S>> {
  let why: string;
  try {
    const parsed = schema.safeParse(JSON.parse(readFileSync(path, 'utf8')));
    if (parsed.success) return { state: 'read', value: parsed.data };
    why = parsed.error.message;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return { state: 'absent' };
    why = String(error);
  }
  const setAside = `${path}.broken-${new Date().toISOString().replaceAll(':', '-')}`;
  try {
    renameSync(path, setAside);
    return { state: 'broken', why, setAside };
  } catch {
    return { state: 'broken', why, setAside: null };
  }
}
