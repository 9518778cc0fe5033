import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { WordId } from '../../shared/words/words';
import type { Address } from '../data/address';
import { bridge } from '../data/bridge';
import { IconButton } from '../ui/icon-button';
import { OwnWindowIcon } from '../ui/icons';
import { useWords } from '../ui/use-words';
import styles from './place-header.module.css';

export type PlaceHeaderProps = {
  /** The way here, from the list down; names alone. */
  readonly up: readonly { readonly id: string; readonly name: ReactNode; readonly address?: Address }[];
  /** What kind of thing it is, for the end of the way. */
  readonly kind: WordId;
  readonly title: string;
  /** Beside the title, smaller: an id, a version. */
  readonly beside?: ReactNode;
  readonly marks?: ReactNode;
  /** What can be done. */
  readonly children?: ReactNode;
};

/** The head of the page of one thing: where it is, what it is, how it stands, what can be done with it. */
export function PlaceHeader({ up, kind, title, beside, marks, children }: PlaceHeaderProps) {
  const say = useWords();
  return (
    <header className={styles.header}>
      <div className={styles.words}>
        <nav className={styles.place} aria-label={say('workspace.place')}>
          {up.map(({ id, name, address }) => (
            <span key={id} className={styles.stop}>
              {address ? (
                <Link to={address.to} params={{ ...address.params }} search={{ ...address.search }} className={styles.up ?? ''}>
                  {name}
                </Link>
              ) : (
                <bdi>{name}</bdi>
              )}
              <span aria-hidden>/</span>
            </span>
          ))}
          <span>{say(kind)}</span>
        </nav>
        <div className={styles.line}>
          <h1>
            <bdi>{title}</bdi>
          </h1>
          {beside && <span className={styles.beside}>{beside}</span>}
          {marks}
        </div>
      </div>
      <div className={styles.deeds}>
        {children}
        <IconButton icon={OwnWindowIcon} label={say('shell.action.own-window')} onClick={() => bridge.openWindow(location.hash)} />
      </div>
    </header>
  );
}
