import type { WindowTimes } from '../../../../shared/lib/window-times';

/** So many windows: the newest of those that begin before a moment, or of all. */
export type WindowRange = { readonly last: number; readonly before?: number | null | undefined };

export function within<W extends { readonly window: WindowTimes }>(windows: readonly W[], { last, before = null }: WindowRange): readonly W[] {
  return windows.filter(({ window: { start } }) => before === null || start < before).slice(-last);
}
