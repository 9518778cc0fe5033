import type { ReactNode } from 'react';
import { Button } from '../ui/button';
import { DownIcon } from '../ui/icons';
import { Menu, type MenuEntry } from '../ui/menu';
import { SearchField, type SearchFieldProps } from '../ui/search-field';
import styles from './filter-bar.module.css';

/** What narrows and arranges a table, above it. */
export function FilterBar({ children }: { readonly children: ReactNode }) {
  return <div className={styles.bar}>{children}</div>;
}

/** What is typed in it. The shortcut is the same above every table. */
export function FilterWords(props: Omit<SearchFieldProps, 'keys'>) {
  return (
    <div className={styles.words}>
      <SearchField keys="/" {...props} />
    </div>
  );
}

export type FilterMenuProps = {
  readonly label: string;
  readonly entries: readonly MenuEntry[];
  /** Nothing is chosen: where there is little room, that is not said. */
  readonly any: boolean;
  /** What is chosen. */
  readonly children: ReactNode;
};

/** One thing that narrows it, with what is chosen of it. */
export function FilterMenu({ label, entries, any, children }: FilterMenuProps) {
  return (
    <Menu
      label={label}
      entries={entries}
      target={
        <Button trailing={DownIcon}>
          <span className={styles.choice}>
            <span className={styles.label}>{label}</span> <span className={any ? styles.any : undefined}>{children}</span>
          </span>
        </Button>
      }
    />
  );
}
