import type { SetAddress } from '../../data/address';
import { useRequest } from '../../data/request';
import { PanelBody, SidePanel } from '../../parts/side-panel';
import { FailureState } from '../../ui/failure-state';
import { LoadingState } from '../../ui/loading-state';
import { useWords } from '../../ui/use-words';
import { EntryBody } from './entry-body';
import type { ViewState } from './view-state';

export type EntryProps = {
  readonly seq: number;
  readonly set: SetAddress<ViewState>;
  readonly onClose: () => void;
};

/** One entry with all that belongs to it, beside the table. */
export function Entry({ seq, set, onClose }: EntryProps) {
  const say = useWords();
  const { data, error, refetch, isFetching } = useRequest('ledger.get', { seq });
  const title = say('ledger.entry', { seq });
  return (
    <SidePanel label={title} title={title} width={400} closeWord={say('ledger.entry.close')} onClose={onClose}>
      {data ? (
        <EntryBody got={data} set={set} />
      ) : (
        <PanelBody>
          {error ? (
            <FailureState failure={error} what={say('ledger.entry.failed', { seq })} onRetry={() => void refetch()} retrying={isFetching} />
          ) : (
            <LoadingState what={say('ledger.entry.loading', { seq })} lines={6} />
          )}
        </PanelBody>
      )}
    </SidePanel>
  );
}
