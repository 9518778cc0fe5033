import type { IntlShape } from 'react-intl';
import type { Failure } from '../../shared/models/failure';
import type { Freshness } from '../../shared/models/freshness';
import { failureWord, reasonWord } from '../../shared/words/words';
import { spanText, whenText } from './time-text';
import type { Say } from './use-words';

/** A countdown is rounded up: while the next try is ahead, it is not zero. */
const ROUND_UP_MS = 999;

/** The words of a freshness: state, since or as of when, and when the next try is. */
export function freshnessText(say: Say, intl: IntlShape, freshness: Freshness, now: number, detail: 'short' | 'full'): string {
  const when = (at: number) => whenText(intl, at, now);
  switch (freshness.state) {
    case 'live':
      return detail === 'full' ? say('ui.fresh.live-since', { since: when(freshness.since) }) : say('ui.fresh.live');
    case 'connecting':
      return join(say, say('ui.fresh.connecting'), detail === 'full' && asOf(say, freshness.asOf, when));
    case 'reconnecting':
      return join(say, say('ui.fresh.reconnecting'), nextTry(say, intl, freshness.nextTryAt, now), detail === 'full' && asOf(say, freshness.asOf, when));
    case 'stale': {
      const { asOf: at, nextTryAt, failure } = freshness;
      if (detail === 'short') return at === null ? say('ui.fresh.unread') : say('ui.fresh.stale', { since: when(at) });
      // Without a time to tell, the cause says by itself that it cannot be read.
      const word = at === null ? 'ui.fresh.cause' : 'ui.fresh.because';
      const values = { cause: say(causeWord(failure)), state: at === null ? '' : say('ui.fresh.stale', { since: when(at) }) };
      if (nextTryAt === null) return say(word, values);
      if (nextTryAt <= now) return say(`${word}.trying`, values);
      return say(`${word}.next-try`, { ...values, span: spanUntil(intl, nextTryAt, now) });
    }
    case 'idle':
      return join(say, say('ui.fresh.idle'), detail === 'full' && asOf(say, freshness.asOf, when));
    case 'off':
      return join(say, say('ui.fresh.off'), detail === 'full' && asOf(say, freshness.asOf, when));
  }
}

/** The closest words there are. */
const causeWord = ({ code, detail }: Failure) => (detail.reason ? reasonWord(detail.reason) : failureWord(code));
const join = (say: Say, ...parts: readonly (string | false | null)[]) => parts.filter(Boolean).join(say('ui.list.comma'));
const asOf = (say: Say, at: number | null, when: (at: number) => string) => (at === null ? say('ui.fresh.no-values') : say('ui.fresh.as-of', { at: when(at) }));
const spanUntil = (intl: IntlShape, at: number, now: number) => spanText(intl, at - now + ROUND_UP_MS);
const nextTry = (say: Say, intl: IntlShape, at: number | null, now: number) =>
  at !== null && (at <= now ? say('ui.fresh.trying') : say('ui.fresh.next-try', { span: spanUntil(intl, at, now) }));
