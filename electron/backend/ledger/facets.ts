import { z } from 'zod';
import { LedgerPerson, LedgerWhy } from '../../../shared/models/ledger-entry';

/** What filters and the check of the whole need of a leaf. Cheap to parse: it is read of every leaf at every start. */
export const LeafFacts = z.object({
  v: z.literal(1),
  seq: z.number().int().nonnegative(),
  at: z.string(),
  kind: z.string(),
  verb: z.string().nullable(),
  phase: z.string().nullable(),
  target: z.object({ connection: z.string(), id: z.string() }).nullable(),
  where: z.object({ connection: z.string() }).nullable(),
  intent: z.number().int().nonnegative().nullable(),
  who: z.string().nullable(),
  why: z.string().nullable(),
  before: z.string().nullable(),
  after: z.string().nullable(),
});
export type LeafFacts = z.infer<typeof LeafFacts>;

/** A leaf's columns for filters, `at` as epoch ms. */
export type Facets = {
  readonly at: number;
  readonly kind: string;
  readonly verb: string | null;
  readonly phase: string | null;
  readonly connection: string | null;
  readonly entity: string | null;
  readonly intent: number | null;
};

export const facetsOf = ({ at, kind, verb, phase, target, where, intent }: Omit<LeafFacts, 'v' | 'seq'>): Facets => ({
  at: Date.parse(at),
  kind,
  verb,
  phase,
  connection: target?.connection ?? where?.connection ?? null,
  entity: target?.id ?? null,
  intent,
});

/** Between the parts of a search text, so that nothing is found across two. */
const BETWEEN = ' \u2016 ';
const CONTROL = /\p{Cc}/u;

/** How people and reasons are searched: whatever the case, and however letters are put together. */
export function searchForm(text: string): string {
  const form = text.normalize('NFC').toLowerCase();
  return CONTROL.test(form) ? form.replaceAll(/\p{Cc}+/gu, ' ') : form;
}

/** What text filters look into of an entry's erasable parts. */
export const searchText = (person: LedgerPerson | null, reasons: LedgerWhy | null): string =>
  searchForm([person?.subject, person?.osUser, reasons?.reason, reasons?.ticket].join(BETWEEN));

/** The same person mostly writes many entries in a row. */
let lastPerson: { readonly who: string; readonly person: LedgerPerson | undefined } | null = null;

function personOf(who: string): LedgerPerson | undefined {
  if (lastPerson?.who !== who) lastPerson = { who, person: LedgerPerson.safeParse(parsed(who)).data };
  return lastPerson.person;
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

/** The search text of the parts as they are kept; null where both are absent or erased, or are not of ours. */
export function searchOf(who: string | null, why: string | null): string | null {
  const person = who === null ? null : personOf(who);
  const reasons = why === null ? null : LedgerWhy.safeParse(parsed(why)).data;
  if (person === undefined || reasons === undefined) return null;
  return person === null && reasons === null ? null : searchText(person, reasons);
}
