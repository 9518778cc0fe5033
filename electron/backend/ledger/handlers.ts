import type { ledgerApi } from '../../../shared/api/ledger';
import type { Handlers } from '../../../shared/api/verb';
import type { Ledger } from './ledger';

export function ledgerHandlers(ledger: Ledger): Handlers<typeof ledgerApi> {
  return {
    'ledger.list': ({ filter, before, limit }) => ledger.list(filter, before, limit),
    'ledger.get': ({ seq }) => ledger.get(seq),
    'ledger.watch': (_, feed) => {
      const send = () => {
        if (!feed.congested) feed.push(ledger.state());
      };
      feed.onDrain(send);
      const stop = ledger.listen(send);
      send();
      return stop;
    },
    'ledger.verify': () => ledger.verify(),
  };
}
