import type { EntityKey } from '../../../shared/models/entity';
import { useArmsDrift } from '../../data/arms-drift';
import { useComparison } from '../../data/comparison';
import { FailureState } from '../../ui/failure-state';
import { LoadingState } from '../../ui/loading-state';
import { useWords } from '../../ui/use-words';
import { ArmsDriftRows } from '../comparison/arms-drift-rows';
import { ComparisonRows } from '../comparison/comparison-rows';
import { ComparisonSource } from '../comparison/comparison-source';
import styles from './plan-card.module.css';

export type CardEvidenceProps = {
  readonly delivery: EntityKey;
  /** Of a workspace; null: only monitors can say something. */
  readonly service: string | null;
};

/** What speaks for and against the candidate, beside the stable revision. */
export function CardEvidence({ delivery, service }: CardEvidenceProps) {
  const say = useWords();
  const { data, error } = useComparison(delivery.connection, service ?? '', service !== null);
  const drift = useArmsDrift(delivery);
  const monitors = drift.data ?? [];
  const isEmpty = service === null && monitors.length === 0 && !drift.error;
  if (data === null || isEmpty) return null;
  return (
    <section className={styles.evidence}>
      <h4>{say('actions.card.evidence')}</h4>
      {data && <ComparisonRows compact comparison={data} />}
      {service !== null && !data && error && <FailureState compact failure={error} what={say('compare.unread')} />}
      {service !== null && !data && !error && <LoadingState what={say('compare.loading')} lines={7} />}
      {monitors.length > 0 && <ArmsDriftRows compact delivery={delivery} monitors={monitors} />}
      {drift.error && <FailureState compact failure={drift.error} what={say('compare.drift.unread')} />}
      {data && <ComparisonSource comparison={data} />}
    </section>
  );
}
