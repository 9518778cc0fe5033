import type { KeptPayloads } from '../../../shared/models/payload';

export const AGES = ['all', '1', '7', '30', '90'] as const;
/** How many days old what goes must be; `all`: whatever its age. */
export type Age = (typeof AGES)[number];

const DAY_MS = 86_400_000;

/** The first day (UTC) that stays; null: none does. */
export function firstKept(age: Age, now: number): string | null {
  return age === 'all' ? null : new Date(now - Number(age) * DAY_MS).toISOString().slice(0, 10);
}

export type PayloadSum = {
  readonly service: string;
  readonly isServed: boolean;
  readonly files: number;
  readonly bytes: number;
  readonly namedBytes: number;
  /** Of what is old enough: what would go. */
  readonly freeBytes: number;
  /** Moments of the oldest and the newest day. */
  readonly from: number;
  readonly to: number;
};

/** What each payload log holds, and how much of it would go. */
export function payloadSums(logs: readonly KeptPayloads[], before: string | null): PayloadSum[] {
  return logs.map(({ service, isServed, days }) => {
    const old = days.filter(({ day }) => before === null || day < before);
    const sum = (of: typeof days, bytes: (day: (typeof days)[number]) => number) => of.reduce((all, day) => all + bytes(day), 0);
    return {
      service,
      isServed,
      files: sum(days, ({ files }) => files),
      bytes: sum(days, ({ bytes }) => bytes),
      namedBytes: sum(days, ({ namedBytes }) => namedBytes),
      freeBytes: sum(old, ({ bytes, namedBytes }) => bytes - namedBytes),
      from: Date.parse(days[0]?.day ?? ''),
      to: Date.parse(days.at(-1)?.day ?? ''),
    };
  });
}
