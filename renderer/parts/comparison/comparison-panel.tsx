import type { EntityKey } from '../../../shared/models/entity';
import { useArmsDrift } from '../../data/arms-drift';
import { useComparison } from '../../data/comparison';
import { newMonitorAddress } from '../../data/drift';
import { Chip } from '../../ui/chip';
import { FailureState } from '../../ui/failure-state';
import { LoadingState } from '../../ui/loading-state';
import { Panel } from '../../ui/panel';
import { useWords } from '../../ui/use-words';
import { AddressLink } from '../address-link';
import { ArmsDriftRows } from './arms-drift-rows';
import { POINT_VERDICTS } from './arms-drift-text';
import { ComparisonRows } from './comparison-rows';
import { ComparisonSource } from './comparison-source';
import { overall } from './comparison-text';
import { DistributionView } from './distribution-view';
import styles from './comparison.module.css';

const TONES = { pass: 'ok', fail: 'bad', inconclusive: 'unknown' } as const;
const MARKS = { pass: 'ok', fail: 'bad', inconclusive: 'inconclusive' } as const;

export type ComparisonPanelProps = {
  readonly delivery: EntityKey;
  /** The service of a workspace that it is of: both arms are compared there; null: only its monitors can say something. */
  readonly service: string | null;
  readonly hasCandidate: boolean;
};

/** What speaks for and against the candidate; nothing where there is none. */
export function ComparisonPanel({ delivery, service, hasCandidate }: ComparisonPanelProps) {
  const say = useWords();
  const compared = useComparison(delivery.connection, service ?? '', hasCandidate && service !== null);
  const drift = useArmsDrift(delivery, hasCandidate);
  const comparison = compared.data ?? null;
  const monitors = drift.data ?? [];
  // Both are asked of the same candidate: where one says that there is none, there is none.
  if (!hasCandidate || compared.data === null || drift.data === null) return null;
  const isTold = (service === null || comparison !== null) && drift.data !== undefined;
  const verdicts = [...(comparison?.points ?? []), ...monitors.map((told) => ({ verdict: POINT_VERDICTS[told.verdict] }))];
  const all = isTold && verdicts.length > 0 ? overall(verdicts) : null;
  return (
    <Panel
      title={say('compare.title')}
      beside={
        all && (
          <Chip tone={TONES[all.verdict]} mark={MARKS[all.verdict]}>
            {say(`compare.overall.${all.verdict}`, { count: all.count })}
          </Chip>
        )
      }
      aside={comparison && <span className={styles.quiet}>{say('compare.against', { candidate: comparison.candidate, stable: comparison.stable })}</span>}
      padded={false}
    >
      {comparison && <ComparisonRows comparison={comparison} />}
      {service !== null && !comparison && <Awaited error={compared.error} onRetry={() => void compared.refetch()} />}
      {monitors.length > 0 && <ArmsDriftRows delivery={delivery} monitors={monitors} />}
      {drift.data?.length === 0 && (
        <div className={styles.none}>
          <span>{say('compare.drift.none')}</span>
          <AddressLink address={newMonitorAddress(delivery, service)}>{say('compare.drift.make')}</AddressLink>
        </div>
      )}
      {!drift.data && drift.error && <FailureState compact failure={drift.error} what={say('compare.drift.unread')} onRetry={() => void drift.refetch()} />}
      {!drift.data && !drift.error && <LoadingState what={say('compare.drift.loading')} lines={1} />}
      {comparison && (
        <>
          <DistributionView comparison={comparison} />
          <ComparisonSource comparison={comparison} />
        </>
      )}
    </Panel>
  );
}

type AwaitedProps = { readonly error: ReturnType<typeof useComparison>['error']; readonly onRetry: () => void };

function Awaited({ error, onRetry }: AwaitedProps) {
  const say = useWords();
  return error ? (
    <FailureState compact failure={error} what={say('compare.unread')} onRetry={onRetry} />
  ) : (
    <LoadingState what={say('compare.loading')} lines={7} />
  );
}
