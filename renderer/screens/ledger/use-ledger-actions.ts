import { type RefObject, useCallback, useMemo } from 'react';
import { useChange } from '../../data/request';
import { type Action, useScreenActions } from '../../parts/actions';
import { notify } from '../../parts/notices';
import { FilterIcon, InsecureIcon } from '../../ui/icons';

/** What can be done with the whole ledger, by button, key and palette. */
export function useLedgerActions(field: RefObject<HTMLInputElement | null>): { readonly running: boolean; readonly run: () => void } {
  const { mutate, isPending } = useChange('ledger.verify', {
    // A fault is said by the screen itself, as long as it is there.
    done: ({ state, size }) => state === 'whole' && notify({ tone: 'ok', word: 'ledger.verify.done', values: { count: size } }),
    failed: (failure) => notify({ tone: 'bad', word: 'shell.notice.failed', failure }),
  });
  const run = useCallback(() => mutate({}), [mutate]);
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
