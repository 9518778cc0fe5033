import { ServiceSettings } from '../../../shared/models/service';

/** The limits as they are typed. */
export type SettingsDraft = Readonly<Record<keyof ServiceSettings, string>>;
const MB = 1_000_000;

export const draftOf = ({ stickyHeader, bodyMax, timeoutMs, concurrent, queued }: ServiceSettings): SettingsDraft => ({
  stickyHeader: stickyHeader ?? '',
  bodyMax: String(bodyMax / MB),
  timeoutMs: String(timeoutMs / 1_000),
  concurrent: String(concurrent),
  queued: String(queued),
});

const numberOf = (text: string) => (text.trim() === '' ? Number.NaN : Number(text));

/** The settings; or which fields hold what cannot be. */
export function settingsOf(draft: SettingsDraft): { readonly settings: ServiceSettings | null; readonly wrong: ReadonlySet<string> } {
  const header = draft.stickyHeader.trim().toLowerCase();
  const parsed = ServiceSettings.safeParse({
    stickyHeader: header === '' ? null : header,
    bodyMax: Math.round(numberOf(draft.bodyMax) * MB),
    timeoutMs: Math.round(numberOf(draft.timeoutMs) * 1_000),
    concurrent: numberOf(draft.concurrent),
    queued: numberOf(draft.queued),
  });
  return parsed.success
    ? { settings: parsed.data, wrong: new Set() }
    : { settings: null, wrong: new Set(parsed.error.issues.map(({ path }) => String(path[0]))) };
}
