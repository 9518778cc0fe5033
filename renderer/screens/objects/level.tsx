import { useCallback, useMemo } from 'react';
import type { Failure } from '../../../shared/models/failure';
import type { SetAddress } from '../../data/address';
import { useBuckets, useLevel } from '../../data/object-pages';
import { KeyHints } from '../../parts/key-hints';
import { Button } from '../../ui/button';
import { EmptyState } from '../../ui/empty-state';
import { FailureState } from '../../ui/failure-state';
import { LoadingState } from '../../ui/loading-state';
import { Panel } from '../../ui/panel';
import { useWords } from '../../ui/use-words';
import { LevelTable } from './level-table';
import { bucketRows, levelRows, type Row } from './rows';
import { placeOf, type ViewState } from './view-state';

const HINTS = [
  { keys: 'up down', word: 'shell.palette.move' },
  { keys: 'Enter', word: 'shell.palette.open' },
] as const;

export type LevelProps = {
  readonly store: string;
  readonly state: ViewState;
  readonly set: SetAddress<ViewState>;
  readonly onOpen: (what: 'bucket' | 'key') => void;
};

/** The buckets of the store, or what lies on one level of one of them. */
export function Level({ store, state, set, onOpen }: LevelProps) {
  const say = useWords();
  const { bucket, prefix, text } = state;
  const isBuckets = bucket === '';
  const buckets = useBuckets(store, isBuckets);
  const level = useLevel(store, bucket, prefix);
  const asked = isBuckets ? buckets : level;
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = asked;
  const rows = useMemo(
    () => (isBuckets ? bucketRows(buckets.data?.pages ?? [], text) : levelRows(level.data?.pages ?? [], prefix, text)),
    [isBuckets, buckets.data, level.data, prefix, text],
  );
  const readOn = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);
  const open = ({ kind, key }: Row) => {
    if (kind === 'bucket') set(placeOf(key, ''), 'push');
    else if (kind === 'prefix') set(placeOf(bucket, key), 'push');
    else set({ object: key, version: null }, state.object === null ? 'push' : 'replace');
  };
  const label = say(isBuckets ? 'objects.buckets' : 'objects.list');
  return (
    <Panel
      fill
      padded={false}
      footer={
        rows.length > 0 && (
          <>
            <output>{say(hasNextPage ? 'objects.list.more' : 'objects.list.loaded', { count: rows.length })}</output>
            {hasNextPage && (
              <Button size="s" working={isFetchingNextPage} onClick={readOn}>
                {say('objects.list.go-on')}
              </Button>
            )}
          </>
        )
      }
      hints={rows.length > 0 && <KeyHints hints={HINTS} />}
    >
      {asked.error && rows.length > 0 && <FailureState compact failure={asked.error} onRetry={readOn} />}
      {rows.length > 0 && <LevelTable label={label} rows={rows} isBuckets={isBuckets} open={state.object} onOpen={open} onEnd={readOn} />}
      {rows.length === 0 && (
        <Without
          isBuckets={isBuckets}
          isKnown={asked.data !== undefined}
          failure={asked.error}
          isNarrowed={text !== '' && (asked.data?.pages.length ?? 0) > 0}
          onAgain={() => void asked.refetch()}
          onOpen={() => onOpen(isBuckets ? 'bucket' : 'key')}
          onClear={() => set({ text: '' })}
        />
      )}
    </Panel>
  );
}

type WithoutProps = {
  readonly isBuckets: boolean;
  readonly isKnown: boolean;
  readonly isNarrowed: boolean;
  readonly failure: Failure | null;
  readonly onAgain: () => void;
  readonly onOpen: () => void;
  readonly onClear: () => void;
};

/** Why there are no rows, and what can be done. */
function Without({ isBuckets, isKnown, isNarrowed, failure, onAgain, onOpen, onClear }: WithoutProps) {
  const say = useWords();
  const byName = <Button onClick={onOpen}>{say(isBuckets ? 'objects.open-bucket' : 'objects.open-key')}</Button>;
  if (failure) {
    const unread = say(isBuckets ? 'objects.buckets.unread' : 'objects.list.unread');
    return <FailureState failure={failure} what={unread} onRetry={onAgain} actions={failure.code === 'forbidden' && byName} />;
  }
  if (!isKnown) return <LoadingState what={say(isBuckets ? 'objects.buckets.loading' : 'objects.list.loading')} lines={6} />;
  if (isNarrowed) return <EmptyState title={say('objects.find.none')} action={<Button onClick={onClear}>{say('ui.clear')}</Button>} />;
  return (
    <EmptyState
      title={say(isBuckets ? 'objects.buckets.none' : 'objects.list.none')}
      text={say(isBuckets ? 'objects.buckets.none.text' : 'objects.list.none.text')}
      action={byName}
    />
  );
}
