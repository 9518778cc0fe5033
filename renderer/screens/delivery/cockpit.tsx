import { memo, useDeferredValue, useEffect } from 'react';
import type { Delivery } from '../../../shared/models/delivery';
import { ACTION_ORDER } from '../../parts/action-definitions';
import { useActionDeeds } from '../../parts/action-button';
import { offeredActions } from '../../parts/action-offer';
import { prepareDialog } from '../../parts/plan-dialog/plan-host';
import { ComparisonPanel } from '../../parts/comparison/comparison-panel';
import { ActionsPanel } from '../../parts/delivery/actions-panel';
import styles from './cockpit.module.css';
import { DifferencesPanel } from './differences-panel';
import { Evidence } from './evidence';
import { Header } from './header';
import { SplitPanel } from '../../parts/delivery/split-panel';
import type { Page } from '../../parts/delivery/use-delivery-page';
import { WhyBanner } from './why-banner';

// Tables and comparisons may come a frame later: where it stands, and a dialog above it, must not wait for them.
const LaterDifferences = memo(DifferencesPanel);
const LaterEvidence = memo(Evidence);

const hasCandidate = ({ stableKey, candidateKey }: Delivery): boolean => candidateKey !== null && candidateKey !== stableKey;

/** At a glance: where it is, what runs, who gets how much, why it waits, what the next step does. */
export function Cockpit({ page }: { readonly page: Page }) {
  const { entity, delivery, hindrance } = page;
  const later = useDeferredValue(page);
  const offered = offeredActions(delivery, ACTION_ORDER);
  useActionDeeds({ entity, name: delivery.name, strategy: delivery.strategy }, offered, hindrance);
  useEffect(prepareDialog, []);
  return (
    <>
      <Header page={page} />
      <WhyBanner page={page} />
      <div className={styles.page}>
        <div className={styles.state}>
          <SplitPanel page={page} />
        </div>
        <div className={styles.side}>
          <ActionsPanel page={page} offered={offered} />
          <LaterDifferences page={later} />
        </div>
        <div className={styles.evidence}>
          <ComparisonPanel delivery={entity} service={delivery.engine === 'local' ? delivery.name : null} hasCandidate={hasCandidate(delivery)} />
          <LaterEvidence page={later} />
        </div>
      </div>
    </>
  );
}
