import { type AddressCodec, type Search, useAddress } from '../data/address';
import { useConnections } from '../data/connections';
import { Button } from '../ui/button';
import { FreshnessDot, type FreshnessLook, freshnessLook } from '../ui/freshness-mark';
import { DownIcon } from '../ui/icons';
import { Menu, type MenuEntry } from '../ui/menu';
import { useWords } from '../ui/use-words';
import styles from './scope.module.css';
import { useGo } from './use-go';

/** The part of every screen's address that names the connections looked at; the rest stays as it is. */
const scopeCodec: AddressCodec<{ readonly on: readonly string[]; readonly rest: Search }> = {
  read: ({ on, ...rest }) => ({ on: on ? on.split(',').filter(Boolean) : [], rest }),
  write: ({ on, rest }) => ({ ...rest, on: on.join(',') }),
};

/** What most needs to be seen of several. */
const WORST: readonly FreshnessLook[] = ['unread', 'stale', 'reconnecting', 'connecting', 'live', 'idle', 'off'];

/** Which connections are looked at, on every screen that shows what is in them. */
export function Scope() {
  const say = useWords();
  const go = useGo();
  const { list, known } = useConnections();
  const [{ on }, set] = useAddress(scopeCodec);
  if (!known) return null;
  const looked = list.filter(({ id }) => on.length === 0 || on.includes(id));
  const worst = WORST.find((look) => looked.some(({ freshness }) => freshnessLook(freshness) === look));
  const entries: MenuEntry[] = [
    { id: 'all', word: say('shell.scope.all'), checked: on.length === 0, onPress: () => set({ on: [] }) },
    { kind: 'rule' },
    ...list.map(
      ({ id, name }): MenuEntry => ({
        id: `on ${id}`,
        word: name,
        checked: on.includes(id),
        onPress: () => set({ on: on.includes(id) ? on.filter((each) => each !== id) : [...on, id] }),
      }),
    ),
    ...(list.length > 0 ? [{ kind: 'rule' } as const] : []),
    { id: 'manage', word: say('shell.scope.manage'), onPress: () => go.toScreen('connections') },
  ];
  return (
    <Menu
      label={say('shell.scope')}
      side="end"
      entries={entries}
      target={
        <Button kind="quiet" trailing={DownIcon}>
          <span className={styles.words}>
            {on.length === 0 ? say('shell.scope.count', { count: list.length }) : say('shell.scope.some', { count: looked.length, total: list.length })}
            {worst && <FreshnessDot look={worst} />}
          </span>
        </Button>
      }
    />
  );
}
