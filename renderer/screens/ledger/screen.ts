import { prepareLedger } from '../../data/ledger';
import type { Screen } from '../../parts/screen';
import { LedgerIcon } from '../../ui/icons';

export const ledgerScreen: Screen = {
  id: 'ledger',
  title: 'ledger.title',
  icon: LedgerIcon,
  keywords: 'ledger.keywords',
  keys: 'g l',
  place: 'record',
  prepare: prepareLedger,
  view: async () => ({ View: (await import('./ledger')).Ledger }),
};
