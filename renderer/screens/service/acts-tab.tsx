import { useMemo } from 'react';
import { useIntl } from 'react-intl';
import { BY_PLAN, BY_RULE, type Service, type ServiceAct } from '../../../shared/models/service';
import type { WordId } from '../../../shared/words/words';
import { EmptyState } from '../../ui/empty-state';
import { StateMark } from '../../ui/state-mark';
import type { TableColumn } from '../../ui/table-column';
import { ClockTime } from '../../ui/time-texts';
import { useWords } from '../../ui/use-words';
import { VirtualTable } from '../../ui/virtual-table';
import { useActWhy } from './act-why';
import styles from './service.module.css';

const rowKey = ({ n }: ServiceAct) => String(n);
const VERBS: ReadonlyMap<string, WordId> = new Map(
  (['start', 'roll-back', 'pause', 'resume', 'promote', 'promote-full', 'abort', 'retry', 'restore', 'remove', 'loaded', 'step', 'promoted'] as const).map(
    (verb) => [verb, `services.verb.${verb}` as const],
  ),
);

/** Every act on it, the newest first: of persons, of its plan, of rules. */
export function ActsTab({ service: { acts } }: { readonly service: Service }) {
  const say = useWords();
  const groups = useMemo(() => [{ key: '', rows: acts }], [acts]);
  const columns = useColumns();
  if (acts.length === 0) return <EmptyState title={say('services.acts.none')} />;
  return (
    <div className={styles.requests}>
      <VirtualTable label={say('services.acts.table')} columns={columns} groups={groups} rowKey={rowKey} />
    </div>
  );
}

function useColumns() {
  const say = useWords();
  const intl = useIntl();
  const why = useActWhy();
  return useMemo<readonly TableColumn<ServiceAct>[]>(() => {
    const verb = (told: string) => {
      const word = VERBS.get(told);
      return word ? say(word) : say('services.verb.other', { verb: told });
    };
    const who = (by: string) => (by === BY_PLAN ? say('services.acts.by-plan') : by === BY_RULE ? say('services.acts.by-rule') : by);
    const share = ({ revision, weight }: ServiceAct) =>
      revision === null || weight === null ? '' : say('services.acts.share', { share: intl.formatNumber(weight / 100, { style: 'percent' }), revision });
    return [
      { id: 'at', header: say('services.requests.at'), width: 120, cell: ({ at }: ServiceAct) => <ClockTime at={at} seconds /> },
      {
        id: 'what',
        header: say('services.acts.what'),
        width: 260,
        minWidth: 160,
        grow: true,
        cell: (act: ServiceAct) => (
          <span className={styles.line}>
            {act.failure && <StateMark shape="bad" size={12} />}
            <strong>{verb(act.verb)}</strong>
            <span className={styles.quiet}>{share(act)}</span>
          </span>
        ),
      },
      { id: 'who', header: say('services.acts.who'), width: 120, cell: ({ by }: ServiceAct) => <bdi>{who(by)}</bdi> },
      { id: 'why', header: say('services.acts.why'), width: 260, minWidth: 140, grow: true, cell: (act: ServiceAct) => <bdi title={why(act)}>{why(act)}</bdi> },
    ].map((column) => ({ ...column, sortable: false }));
  }, [say, intl, why]);
}
