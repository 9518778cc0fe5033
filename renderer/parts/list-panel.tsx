import { type ReactNode, useEffect } from 'react';
import type { Failure } from '../../shared/models/failure';
import { markInteractive } from '../data/marks';
import { FailureState } from '../ui/failure-state';
import { LoadingState } from '../ui/loading-state';
import { Panel } from '../ui/panel';
import { SearchField } from '../ui/search-field';
import { KeyHints } from './key-hints';
import styles from './list-panel.module.css';

const HINTS = [
  { keys: 'up down', word: 'shell.palette.move' },
  { keys: 'Enter', word: 'shell.palette.open' },
] as const;

export type ListPanelProps = {
  /** The request that gives the list. */
  readonly asked: { readonly data: unknown; readonly error: Failure | null; readonly refetch: () => unknown };
  readonly count: number;
  readonly find: { readonly label: string; readonly text: string; readonly onText: (text: string) => void };
  /** Said where it cannot be read. */
  readonly unread: string;
  /** Said while it is read. */
  readonly loading: string;
  /** What there is instead where there is none. */
  readonly empty: ReactNode;
  /** The table. */
  readonly children: ReactNode;
};

/** A list of a workspace and the field that narrows it; without rows, why there are none. */
export function ListPanel({ asked: { data, error, refetch }, count, find, unread, loading, empty, children }: ListPanelProps) {
  const known = Boolean(data ?? error);
  useEffect(() => {
    if (known) markInteractive();
  }, [known]);
  return (
    <>
      {count > 0 && (
        <div className={styles.find}>
          <SearchField label={find.label} value={find.text} onChange={find.onText} />
        </div>
      )}
      <Panel fill padded={false} hints={count > 0 && <KeyHints hints={HINTS} />}>
        {count > 0 && children}
        {count === 0 && error && <FailureState failure={error} what={unread} onRetry={() => void refetch()} />}
        {count === 0 && !error && (data ? empty : <LoadingState what={loading} lines={6} />)}
      </Panel>
    </>
  );
}
