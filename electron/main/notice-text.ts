import { MOVING_LETTERS } from '../../shared/lib/moving-letters';
import type { AttentionNotice } from '../../shared/models/attention-notice';
import type { EntityKey } from '../../shared/models/entity';
import type { ShellWords } from './shell-words';

/** So many at a time are read one by one; more are one notice. */
const SINGLY_MAX = 3;
const NAME_MAX = 80;

export type Notice = { readonly title: string; readonly body: string; readonly key: EntityKey | null };

/** Names come from clusters: one line, of bounded length, that cannot turn the direction of what follows. */
const plain = (text: string): string => text.replaceAll(MOVING_LETTERS, '').slice(0, NAME_MAX);

/** Pure: what to say of items that newly wait. */
export function noticesOf(items: readonly AttentionNotice[], words: ShellWords): Notice[] {
  if (items.length > SINGLY_MAX) {
    const names = items.slice(0, SINGLY_MAX).map(({ name }) => plain(name));
    return [{ title: words['notice.several'], body: `${names.join(', ')} …`, key: null }];
  }
  return items.map(({ cause, namespace, name, entity }) => ({
    title: words[`notice.${cause}`],
    body: namespace === null ? plain(name) : `${plain(namespace)} / ${plain(name)}`,
    key: entity,
  }));
}
