const KEY = 'scroll';
const ROUTES_MAX = 20;

type Offsets = Record<string, number>;

function read(): Offsets {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(KEY) ?? '{}');
    if (typeof value !== 'object' || value === null) return {};
    return Object.fromEntries(Object.entries(value).filter((entry): entry is [string, number] => typeof entry[1] === 'number'));
  } catch {
    return {}; // what another version wrote, or nothing readable: start at the top
  }
}

/** How far down a list was when it was left, in pixels. */
export const recallScroll = (route: string): number => read()[route] ?? 0;

export function rememberScroll(route: string, offset: number): void {
  const { [route]: _, ...others } = read();
  const kept = Object.entries(others).slice(-(ROUTES_MAX - 1));
  localStorage.setItem(KEY, JSON.stringify(Object.fromEntries([...kept, [route, Math.round(offset)]])));
}
