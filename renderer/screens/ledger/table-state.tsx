import type { LedgerState } from '../../../shared/models/ledger-entry';
import type { LedgerReader } from '../../data/ledger';
import type { Watched } from '../../data/watch';
import { CalmSea } from '../../parts/calm-sea';
import { Button } from '../../ui/button';
import { EmptyState } from '../../ui/empty-state';
import { FailureState } from '../../ui/failure-state';
import { LoadingState } from '../../ui/loading-state';
import { useWords } from '../../ui/use-words';

export type TableStateProps = {
  readonly pages: Pick<LedgerReader, 'total' | 'failure' | 'reading' | 'again'>;
  readonly whole: Watched<LedgerState>;
  /** Null where nothing narrows. */
  readonly onClear: (() => void) | null;
};

/** What there is instead of rows, and why. */
export function TableState({ pages, whole, onClear }: TableStateProps) {
  const say = useWords();
  const failure = pages.failure ?? whole.failure;
  if (failure) return <FailureState failure={failure} what={say('ledger.failed')} onRetry={pages.again} retrying={pages.reading} />;
  if (pages.total === null) return <LoadingState what={say('ledger.loading')} lines={6} />;
  if (!onClear) return <EmptyState art={<CalmSea />} title={say('ledger.empty')} text={say('ledger.empty.text')} />;
  return (
    <EmptyState
      title={say('ledger.no-match')}
      text={say('ledger.no-match.text', { total: whole.value?.size ?? 0 })}
      action={<Button onClick={onClear}>{say('ledger.filter.clear')}</Button>}
    />
  );
}
