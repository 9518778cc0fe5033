import type { z } from 'zod';
import { ServiceSettings } from '../../../shared/models/service';

/** What callers meet; the log of payloads is for others to see. */
const Limits = ServiceSettings.pick({ stickyHeader: true, bodyMax: true, timeoutMs: true, concurrent: true, queued: true, batching: true });
export type Limits = z.infer<typeof Limits>;

/** The limits as they are typed; no rows: each request is run by itself. */
export type SettingsDraft = Readonly<Record<Exclude<keyof Limits, 'batching'> | 'rows' | 'waitMs', string>>;
const MB = 1_000_000;
/** Costs nobody anything. */
const WAIT_MS = 0;

export const draftOf = ({ stickyHeader, bodyMax, timeoutMs, concurrent, queued, batching }: Limits): SettingsDraft => ({
  stickyHeader: stickyHeader ?? '',
  bodyMax: String(bodyMax / MB),
  timeoutMs: String(timeoutMs / 1_000),
  concurrent: String(concurrent),
  queued: String(queued),
  rows: batching === null ? '' : String(batching.rows),
  waitMs: String(batching?.waitMs ?? WAIT_MS),
});

const numberOf = (text: string) => (text.trim() === '' ? Number.NaN : Number(text));

/** The settings; or which fields hold what cannot be. */
export function settingsOf(draft: SettingsDraft): { readonly settings: Limits | null; readonly wrong: ReadonlySet<string> } {
  const header = draft.stickyHeader.trim().toLowerCase();
  const parsed = Limits.safeParse({
    stickyHeader: header === '' ? null : header,
    bodyMax: Math.round(numberOf(draft.bodyMax) * MB),
    timeoutMs: Math.round(numberOf(draft.timeoutMs) * 1_000),
    concurrent: numberOf(draft.concurrent),
    queued: numberOf(draft.queued),
    batching: draft.rows.trim() === '' ? null : { rows: numberOf(draft.rows), waitMs: numberOf(draft.waitMs) },
  });
  return parsed.success
    ? { settings: parsed.data, wrong: new Set() }
    : { settings: null, wrong: new Set(parsed.error.issues.map(({ path }) => String(path.at(-1)))) };
}
