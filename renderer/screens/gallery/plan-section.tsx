import { PlanCard } from '../../parts/plan-dialog/plan-card';
import { PlanChanges } from '../../parts/plan-dialog/plan-changes';
import { refusedPlan, sampleDelivery, sampleDetail, samplePlan } from '../../parts/plan-dialog/plan-samples';
import { Panel } from '../../ui/panel';
import { useWords } from '../../ui/use-words';
import styles from './gallery.module.css';

/** What the dialog of a plan is made of, for one that may be done. */
export function PlanSection() {
  const say = useWords();
  return (
    <div className={styles.three}>
      <Panel title={say('gallery.plan')}>
        <div className={styles.stack}>
          <PlanChanges plan={samplePlan} delivery={sampleDelivery} />
        </div>
      </Panel>
      <Panel title={say('gallery.plan')}>
        <PlanCard plan={samplePlan} delivery={sampleDelivery} detail={sampleDetail} whole />
      </Panel>
    </div>
  );
}

/** And for one that may not. */
export function RefusedSection() {
  const say = useWords();
  return (
    <Panel title={say('gallery.plan.refused')}>
      <div className={styles.stack}>
        <PlanChanges plan={refusedPlan} delivery={sampleDelivery} />
      </div>
    </Panel>
  );
}
