import type { Connection } from '../../../shared/models/connection';

/** What an empty list means. Only `calm` says that all is well. */
export type Calm =
  | { readonly kind: 'loading' }
  | { readonly kind: 'no-connections' }
  | { readonly kind: 'off' }
  /** Nothing is known of any connection. */
  | { readonly kind: 'unread'; readonly behind: readonly Connection[] }
  /** Nothing waits in those that are live; of the others nobody knows. */
  | { readonly kind: 'partly'; readonly behind: readonly Connection[]; readonly live: number }
  | { readonly kind: 'calm'; readonly live: number };

export type CalmFacts = {
  readonly connections: readonly Connection[];
  readonly known: boolean;
  /** The list itself was told. */
  readonly told: boolean;
  readonly on: readonly string[];
};

/** Why nothing is in the list. A connection that is asked for the first time is waited for; any that is not live is named. */
export function calmOf({ connections, known, told, on }: CalmFacts): Calm {
  if (!known || !told) return { kind: 'loading' };
  // Nothing waits in an object store; one that is lost stands in the list itself.
  const watched = connections.filter(({ system }) => system !== 'object-store');
  if (watched.length === 0) return { kind: 'no-connections' };
  const looked = watched.filter(({ id, enabled }) => enabled && (on.length === 0 || on.includes(id)));
  if (looked.length === 0) return { kind: 'off' };
  const behind = looked.filter(({ freshness }) => freshness.state !== 'live');
  const live = looked.length - behind.length;
  if (behind.length === 0) return { kind: 'calm', live };
  if (live > 0) return { kind: 'partly', behind, live };
  const trying = behind.some(({ freshness }) => freshness.state === 'connecting' || freshness.state === 'idle');
  return trying ? { kind: 'loading' } : { kind: 'unread', behind };
}
