import { Link, useRouterState } from '@tanstack/react-router';
import { type ReactNode, useId } from 'react';
import type { WordId } from '../../shared/words/words';
import type { Screen } from '../parts/screen';
import { useAttentionCount } from '../data/attention';
import { useConnections } from '../data/connections';
import { useDriftedCount } from '../data/drift';
import { IconButton } from '../ui/icon-button';
import { DeeperIcon } from '../ui/icons';
import { NumberText } from '../ui/number-text';
import { Tooltip } from '../ui/tooltip';
import { useWords } from '../ui/use-words';
import { VisuallyHidden } from '../ui/visually-hidden';
import styles from './navigation.module.css';
import { toggleNavigation } from './navigation-width';
import { screenAt, SCREENS } from './screens';
import { carriedSearch } from './use-go';

/** The screens; signs alone where the window is narrow. */
export function Navigation({ narrow }: { readonly narrow: boolean }) {
  const say = useWords();
  const items = (place: Screen['place']) =>
    SCREENS.filter((screen) => screen.place === place).map((screen) => <Item key={screen.id} screen={screen} narrow={narrow} />);
  return (
    <nav className={styles.navigation} aria-label={say('shell.navigation')} data-narrow={narrow || undefined}>
      <ul>{items('top')}</ul>
      <Group word="workspace.group" narrow={narrow}>
        {items('model')}
      </Group>
      <Group word="workspace.group.record" narrow={narrow}>
        {items('record')}
      </Group>
      <ul className={styles.bottom}>{items('bottom')}</ul>
      <div className={styles.fold}>
        <IconButton
          size="s"
          icon={DeeperIcon}
          label={say(narrow ? 'shell.navigation.narrow' : 'shell.navigation.wide')}
          className={styles.foldSign ?? ''}
          aria-expanded={!narrow}
          onClick={toggleNavigation}
        />
      </div>
    </nav>
  );
}

/** Screens that belong together, under their word; a line where there is no room for words. */
function Group({ word, narrow, children }: { readonly word: WordId; readonly narrow: boolean; readonly children: ReactNode }) {
  const say = useWords();
  const id = useId();
  return (
    <>
      <h2 id={id} className={styles.group}>
        {narrow ? <VisuallyHidden>{say(word)}</VisuallyHidden> : say(word)}
      </h2>
      <ul aria-labelledby={id}>{children}</ul>
    </>
  );
}

function Item({ screen: { id, title, icon: Shape }, narrow }: { readonly screen: Screen; readonly narrow: boolean }) {
  const say = useWords();
  const here = useRouterState({ select: ({ location }) => isHere(id, location.pathname) });
  const carried = useRouterState({ select: ({ location }) => location.searchStr });
  const link = (
    <Link
      to={`/${id}`}
      search={{ ...carriedSearch(carried) }}
      className={styles.item ?? ''}
      data-here={here || undefined}
      aria-current={here ? 'page' : undefined}
    >
      <Shape size={17} />
      <span className={styles.name}>{say(title)}</span>
      {id === 'attention' && <AttentionCount />}
      {id === 'drift' && <DriftedCount />}
      {id === 'connections' && <ConnectionCount />}
    </Link>
  );
  return (
    <li>
      <Tooltip text={narrow ? say(title) : null} side="right">
        {link}
      </Tooltip>
    </li>
  );
}

function isHere(id: string, path: string): boolean {
  const screen = screenAt(path);
  return screen?.id === id || (typeof screen?.place === 'object' && screen.place.within === id);
}

function ConnectionCount() {
  const { list } = useConnections();
  return list.length > 0 ? (
    <span className={styles.count}>
      <NumberText value={list.length} />
    </span>
  ) : null;
}

/** How many monitors have drifted as they stand. */
function DriftedCount() {
  const say = useWords();
  const count = useDriftedCount();
  return count ? (
    <span className={styles.count} data-bad>
      <span aria-hidden>
        <NumberText value={count} />
      </span>
      <VisuallyHidden>{say('monitors.count.drifted', { count })}</VisuallyHidden>
    </span>
  ) : null;
}

/** How much waits for a person, whatever screen is shown. */
function AttentionCount() {
  const say = useWords();
  const count = useAttentionCount();
  return count ? (
    <span className={styles.waiting}>
      <span aria-hidden>
        <NumberText value={count} />
      </span>
      <VisuallyHidden>{say('attention.badge', { count })}</VisuallyHidden>
    </span>
  ) : null;
}
