import { ACTION_IDS, type ActionId } from '../../../shared/models/action-id';
import type { AddressCodec } from '../../data/address';
import { isDay, isSpan, type When } from './when';

/** What an entry may have come to: its phase, or that it was refused before anything was sent. */
export const VERDICTS = ['done', 'refused', 'failed', 'uncertain', 'timed-out', 'not-done', 'intent'] as const;
export type Verdict = (typeof VERDICTS)[number];
/** Actions; and `session`, alone: when the app began and stopped to write. */
export type What = ActionId | 'session';

/** All that the screen remembers, and all of it is in the address. */
export type ViewState = {
  readonly text: string;
  readonly whats: readonly What[];
  readonly verdict: Verdict | null;
  /** Connections looked at; empty: all. Shared with the other screens, as `on`. */
  readonly connections: readonly string[];
  /** Only entries of one entity, by its id. */
  readonly entity: string | null;
  readonly when: When;
  /** The entry whose panel is open. */
  readonly open: number | null;
};

const list = (text: string | undefined) => (text ? text.split(',').filter(Boolean) : []);
const readWhats = (text: string | undefined): readonly What[] => {
  const asked = list(text);
  return asked.includes('session') ? ['session'] : ACTION_IDS.filter((id) => asked.includes(id));
};

export const viewState: AddressCodec<ViewState> = {
  read: (search) => ({
    text: search['q'] ?? '',
    whats: readWhats(search['what']),
    verdict: VERDICTS.find((verdict) => verdict === search['verdict']) ?? null,
    connections: list(search['on']),
    entity: search['entity'] || null,
    when: readWhen(search['when']),
    open: /^\d{1,15}$/.test(search['open'] ?? '') ? Number(search['open']) : null,
  }),
  write: ({ text, whats, verdict, connections, entity, when, open }) => ({
    q: text,
    what: whats.join(','),
    verdict: verdict ?? '',
    on: connections.join(','),
    entity: entity ?? '',
    when: when.kind === 'any' ? '' : when.kind === 'days' ? `${when.from ?? ''}..${when.to ?? ''}` : when.kind,
    open: open === null ? '' : String(open),
  }),
};

/** `today`, `week`, `2026-03-01..2026-03-05`, with either day left out. */
function readWhen(text = ''): When {
  if (isSpan(text)) return { kind: text };
  const days = text.split('..');
  const [from, to] = days;
  if (days.length !== 2 || from === undefined || to === undefined || !(from || to)) return { kind: 'any' };
  const fits = (day: string) => day === '' || isDay(day);
  return fits(from) && fits(to) ? { kind: 'days', from: from || null, to: to || null } : { kind: 'any' };
}
