import { useRequest } from '../../data/request';
import { shortId } from '../../parts/metric-text';
import { Button } from '../../ui/button';
import { DownIcon } from '../../ui/icons';
import { Menu, type MenuEntry } from '../../ui/menu';
import { isolated, useWords } from '../../ui/use-words';
import styles from './run.module.css';
import type { Page } from './use-run-page';

/** As many as a menu can hold; any others are compared from the list. */
const OFFERED = 12;

/** Holds this run against another of its experiment: curves dashed, what differs marked. */
export function AgainstMenu({ page: { here, run, view, set, against } }: { readonly page: Page }) {
  const say = useWords();
  const { connection } = here;
  const others = useRequest('runs.search', {
    connection,
    experiment: null,
    conditions: [],
    order: { by: 'started', key: null, descending: true },
    metrics: [],
    params: [],
    deleted: false,
    offset: 0,
    limit: OFFERED + 1,
  });
  const offered = (others.data?.rows ?? []).filter(({ id }) => id !== run.id).slice(0, OFFERED);
  if (offered.length === 0 && view.against === null) return null;
  const entries: MenuEntry[] = [
    { id: 'none', word: say('runs.against.none'), checked: view.against === null, closes: true, onPress: () => set({ against: null }) },
    { kind: 'rule' },
    ...offered.map(
      ({ id, name, state }): MenuEntry => ({
        id: `against ${id}`,
        word: `${isolated(name)} · ${isolated(shortId(id))} · ${say(`runs.state.${state}`)}`,
        checked: view.against === id,
        closes: true,
        onPress: () => set({ against: id }),
      }),
    ),
  ];
  return (
    <Menu
      label={say('runs.against')}
      entries={entries}
      side="end"
      target={
        <Button trailing={DownIcon}>
          <span className={styles.against}>
            {against && <i className={styles.dashed} />}
            <span className={styles.quiet}>{say('runs.against')}</span> {against ? <bdi>{against.name}</bdi> : say('runs.against.none')}
          </span>
        </Button>
      }
    />
  );
}
