import type { ActionId } from './action-id';

/** How much care an action asks for: `careful` skips or stops something that runs, `risky` moves live traffic at once. */
export const ACTION_DANGER = {
  start: 'careful',
  pause: 'plain',
  resume: 'plain',
  promote: 'careful',
  'promote-full': 'risky',
  abort: 'careful',
  retry: 'careful',
  'roll-back': 'risky',
  restore: 'plain',
  restart: 'careful',
  remove: 'careful',
  'set-alias': 'careful',
  'open-address': 'risky',
  'close-address': 'careful',
  'replace-token': 'careful',
} as const satisfies Record<ActionId, 'plain' | 'careful' | 'risky'>;
