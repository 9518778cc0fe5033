import { type RefObject, useMemo } from 'react';
import { useChange } from '../../data/request';
import { type Action, useScreenActions } from '../../parts/actions';
import { notify } from '../../parts/notices';
import { FilterIcon, InsecureIcon } from '../../ui/icons';

/** What can be done with the whole ledger, by button, key and palette. */
export function useLedgerActions(field: RefObject<HTMLInputElement | null>): { readonly running: boolean; readonly run: () => void } {
  const { mutate, isPending } = useChange('ledger.verify');
  const run = useMemo(
    () => () =>
      mutate(
        {},
        {
          // A fault is said by the screen itself, as long as it is there.
          onSuccess: ({ state, size }) => state === 'whole' && notify({ tone: 'ok', word: 'ledger.verify.done', values: { count: size } }),
          onError: (failure) => notify({ tone: 'bad', word: 'shell.notice.failed', failure }),
        },
      ),
    [mutate],
  );
  const actions = useMemo<readonly Action[]>(
    () => [
      {
        id: 'ledger.find',
        word: 'ledger.find',
        keywords: 'ledger.find.keywords',
        icon: FilterIcon,
        keys: '/',
        group: 'screen',
        menu: 'find',
        run: () => field.current?.focus(),
      },
      { id: 'ledger.verify', word: 'ledger.verify', keywords: 'ledger.verify.keywords', icon: InsecureIcon, group: 'screen', run },
    ],
    [field, run],
  );
  useScreenActions(actions);
  return { running: isPending, run };
}
