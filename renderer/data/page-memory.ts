/** Numbers that a place remembers. */
export type Remembered = Readonly<Record<string, number>>;

const PREFIX = 'memory.';

/** What is kept of a place that is no part of its address: how far it was scrolled, how wide its columns are. Empty where nothing is. */
export function recall(place: string): Remembered {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(PREFIX + place) ?? '{}');
    if (typeof value !== 'object' || value === null) return {};
    return Object.fromEntries(Object.entries(value).filter((entry): entry is [string, number] => Number.isFinite(entry[1])));
  } catch {
    return {}; // what another version wrote, or nothing readable: as if it were new
  }
}

export function remember(place: string, values: Remembered): void {
  localStorage.setItem(PREFIX + place, JSON.stringify(values));
}
