import { PayloadSettings } from '../../../shared/models/payload';

export type Treatment = 'keep' | 'mask' | 'drop';
/** What is kept of requests, as it is typed. */
export type PayloadDraft = {
  readonly percent: string;
  readonly megabytes: string;
  readonly days: string;
  /** By name; what is not named is kept as it is. */
  readonly features: Readonly<Record<string, Treatment>>;
};
const MB = 1_000_000;

export const payloadDraft = ({ share, maxBytes, days, features }: PayloadSettings): PayloadDraft => ({
  percent: String(Number((share * 100).toPrecision(6))),
  megabytes: String(maxBytes / MB),
  days: String(days),
  features: Object.fromEntries(features.map(({ name, treatment }) => [name, treatment])),
});

const numberOf = (text: string) => (text.trim() === '' ? Number.NaN : Number(text));
const FIELDS: Readonly<Record<string, keyof PayloadDraft>> = { share: 'percent', maxBytes: 'megabytes', days: 'days', features: 'features' };

/** The settings; or which fields hold what cannot be. */
export function payloadOf(draft: PayloadDraft): { readonly settings: PayloadSettings | null; readonly wrong: ReadonlySet<keyof PayloadDraft> } {
  const features = Object.entries(draft.features).flatMap(([name, treatment]) => (treatment === 'keep' ? [] : [{ name, treatment }]));
  const parsed = PayloadSettings.safeParse({
    share: numberOf(draft.percent) / 100,
    maxBytes: Math.round(numberOf(draft.megabytes) * MB),
    days: numberOf(draft.days),
    features,
  });
  return parsed.success
    ? { settings: parsed.data, wrong: new Set() }
    : { settings: null, wrong: new Set(parsed.error.issues.flatMap(({ path }) => FIELDS[String(path[0])] ?? [])) };
}
