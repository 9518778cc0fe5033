import { z } from 'zod';
import type { PatchOp, Write } from './write';

/** Who changed an object and why, on the object itself; engines that copy annotations to their revisions carry it along as history. */
export const CHANGE_NOTE = 'pilothouse.dev/change';

export type Note = { readonly who: string; readonly reason: string; readonly at: number; readonly plan: string };

/** Annotations of an object together may have 256 kB: this one stays small. */
const WHO_MAX = 200;
const WHY_MAX = 1_000;

const Stored = z.object({ who: z.string(), why: z.string(), at: z.iso.datetime(), plan: z.string() });
const Annotated = z.object({ metadata: z.object({ annotations: z.record(z.string(), z.unknown()).optional() }) });

/** A name as one part of a JSON Pointer (RFC 6901). */
export const pointer = (...parts: readonly string[]): string => parts.map((part) => `/${part.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');

/** Makes room for an annotation on an object that has none: a JSON Patch adds nothing below what is not there. */
export function roomForNote(object: unknown): PatchOp[] {
  const parsed = Annotated.safeParse(object);
  if (parsed.success && parsed.data.metadata.annotations !== undefined) return [];
  return [
    { op: 'test', path: '/metadata/annotations', value: null },
    { op: 'add', path: '/metadata/annotations', value: {} },
  ];
}

/** The write with the note in it, where it is a JSON Patch of the object itself. */
export function withNote(write: Write, { who, reason, at, plan }: Note): Write {
  if (write.patch !== 'json' || write.subresource !== '' || !Array.isArray(write.body)) return write;
  const value = JSON.stringify({ who: who.slice(0, WHO_MAX), why: reason.slice(0, WHY_MAX), at: new Date(at).toISOString(), plan });
  return { ...write, body: [...write.body, { op: 'add', path: pointer('metadata', 'annotations', CHANGE_NOTE), value }] };
}

/** The note of a revision; null where there is none, or none that we wrote. */
export function readNote(annotations: Readonly<Record<string, unknown>>): { who: string; why: string; at: number } | null {
  const text = annotations[CHANGE_NOTE];
  if (typeof text !== 'string' || text.length > 2 * (WHO_MAX + WHY_MAX) + 1_000) return null;
  try {
    const { who, why, at } = Stored.parse(JSON.parse(text));
    return { who: who.slice(0, WHO_MAX), why: why.slice(0, WHY_MAX), at: Date.parse(at) };
  } catch {
    return null; // written by somebody else: no history of ours
  }
}
