import type { ReactNode } from 'react';
import type { DeliveryDetail } from '../../../shared/models/delivery-detail';
import { FailureState } from '../../ui/failure-state';
import { LoadingState } from '../../ui/loading-state';
import { useWords } from '../../ui/use-words';
import styles from './part-state.module.css';
import type { Page } from '../../parts/delivery/use-delivery-page';

type Part = DeliveryDetail['loading'][number];
export type PartStateProps = {
  readonly page: Pick<Page, 'detail' | 'detailFailure'>;
  readonly part: Part;
  readonly what: string;
  readonly children: ReactNode;
};

/** A part of the detail as it is known: not yet, not at all with the reason, or what there is. Loading and forbidden are never empty. */
export function PartState({ page: { detail, detailFailure }, part, what, children }: PartStateProps) {
  const say = useWords();
  const missing = detail?.missing.find((each) => each.part === part)?.failure ?? (detail ? null : detailFailure);
  if (missing) {
    return (
      <div className={styles.state}>
        <FailureState compact failure={missing} what={say(`delivery.missing.${part}`)} />
      </div>
    );
  }
  if (!detail || detail.loading.includes(part)) return <LoadingState what={what} />;
  return children;
}
