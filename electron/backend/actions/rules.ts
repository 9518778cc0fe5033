import type { RuleAct } from '../../../shared/models/service';
import type { ActionParts } from './parts';
import { ruleDraft } from './record';

/** Puts what a rule did on record. @returns the entry, and whose it is. @throws AppError `local` */
export const recordRule =
  ({ connections, ledger }: Pick<ActionParts, 'connections' | 'ledger'>) =>
  (connection: string, act: RuleAct): { readonly entry: number; readonly ledger: string } => {
    const stored = connections.find(connection)?.stored;
    const where = stored ? { connection, name: stored.options.name, labels: { ...stored.options.labels }, system: stored.target.server } : null;
    const { seq } = ledger.append(ruleDraft(connection, act, where));
    return { entry: seq, ledger: ledger.get(0).entry.hash };
  };
