import { useIntl } from 'react-intl';
import type { ActionRun, Plan } from '../../../shared/models/action';
import { Chip } from '../../ui/chip';
import { useClock } from '../../ui/clock';
import { spanText } from '../../ui/time-text';
import { ClockTime } from '../../ui/time-texts';
import { useWords } from '../../ui/use-words';
import { ConnectionMark } from '../connection-mark';
import { objectKindText } from '../object-kind';
import type { OpenPlan } from './open-plan';
import styles from './plan-lead.module.css';

/** What it acts on, before anything else; and how long the plan is good for. */
export function PlanLead({ open, plan, run }: { readonly open: OpenPlan; readonly plan: Plan | null; readonly run: ActionRun | null }) {
  const say = useWords();
  return (
    <>
      <ConnectionMark id={open.entity.connection} />
      {plan && (
        <>
          {plan.target.namespace !== '' && <Chip>{say('actions.target.namespace', { namespace: plan.target.namespace })}</Chip>}
          <Chip>
            <bdi>{`${objectKindText(say, plan.target.objectKind)} ${plan.target.name}`}</bdi>
          </Chip>
          {!run && <Lifetime plan={plan} />}
        </>
      )}
    </>
  );
}

function Lifetime({ plan: { madeAt, expiresAt } }: { readonly plan: Plan }) {
  const say = useWords();
  const intl = useIntl();
  const left = useClock((now) => (now < expiresAt ? spanText(intl, expiresAt - now) : null));
  return (
    <span className={styles.life} data-figures>
      {say('actions.plan.made')} <ClockTime at={madeAt} seconds />
      {say('ui.list.comma')}
      {left === null ? <strong>{say('actions.plan.expired')}</strong> : say('actions.plan.good-for', { span: left })}
    </span>
  );
}
