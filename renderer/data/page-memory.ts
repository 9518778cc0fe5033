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

/** A place that changes with every frame is written once it comes to rest, or when the page is left before. */
const REST_MS = 250;
const pending = new Map<string, { readonly values: Remembered; readonly timer: ReturnType<typeof setTimeout> }>();

function settle(place: string): void {
  const waiting = pending.get(place);
  if (!waiting) return;
  clearTimeout(waiting.timer);
  pending.delete(place);
  remember(place, waiting.values);
}

/** Like `remember`, for what changes many times a second. */
export function rememberAtRest(place: string, values: Remembered): void {
  if (pending.size === 0) addEventListener('pagehide', settleAll, { once: true });
  clearTimeout(pending.get(place)?.timer);
  pending.set(place, { values, timer: setTimeout(() => settle(place), REST_MS) });
}

const settleAll = (): void => {
  for (const place of pending.keys()) settle(place);
};
