import type { Icon } from '../ui/icons';
import { fuzzyMatch, type Range } from './fuzzy';

/** A line of the palette, before it is known whether it answers. */
export type Candidate = {
  readonly id: string;
  readonly group: Group;
  readonly text: string;
  /** Beside the text: where it is. Searched too. */
  readonly note?: string;
  /** Searched, not shown. */
  readonly keywords?: string;
  readonly icon?: Icon;
  readonly keys?: string;
  run(): void;
};
export type Entry = Candidate & { readonly ranges: readonly Range[]; readonly score: number };

export const GROUPS = ['screen', 'go', 'workspace', 'connections', 'deliveries', 'services', 'models', 'runs', 'data', 'window'] as const;
export type Group = (typeof GROUPS)[number];
export type EntryGroup = { readonly group: Group; readonly entries: readonly Entry[] };

/** What a person can take in; the next letter narrows it. */
const PER_GROUP = 12;
/** An answer by a word that is not shown comes after those that are seen. */
const HIDDEN_WORD = 0.5;

function answer(query: string, candidate: Candidate): Entry | null {
  const seen = fuzzyMatch(query, candidate.text);
  if (seen) return { ...candidate, ranges: seen.ranges, score: seen.score };
  const hidden = fuzzyMatch(query, [candidate.text, candidate.note, candidate.keywords].filter(Boolean).join(' '));
  return hidden && { ...candidate, ranges: [], score: hidden.score * HIDDEN_WORD };
}

/** The lines that answer, the best first in each group; the group with the best line is first. With no query: all, as given. */
export function answerQuery(query: string, candidates: Iterable<Candidate>): readonly EntryGroup[] {
  const groups = new Map<Group, Entry[]>(GROUPS.map((group) => [group, []]));
  for (const candidate of candidates) {
    const entry = answer(query, candidate);
    if (entry) groups.get(candidate.group)?.push(entry);
  }
  const asked = query.trim() !== '';
  const filled = [...groups].flatMap(([group, entries]) => {
    const sorted = asked ? entries.toSorted((a, b) => b.score - a.score) : entries;
    return sorted.length > 0 ? [{ group, entries: sorted.slice(0, PER_GROUP) }] : [];
  });
  const best = ({ entries }: EntryGroup) => entries[0]?.score ?? 0;
  return asked ? filled.toSorted((a, b) => best(b) - best(a)) : filled;
}
