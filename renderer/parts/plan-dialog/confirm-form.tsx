import type { KeyboardEvent } from 'react';
import type { Plan } from '../../../shared/models/action';
import type { Delivery } from '../../../shared/models/delivery';
import type { DeliveryDetail } from '../../../shared/models/delivery-detail';
import { Banner } from '../../ui/banner';
import { Button } from '../../ui/button';
import { FailureState } from '../../ui/failure-state';
import { TextField } from '../../ui/text-field';
import { useWords } from '../../ui/use-words';
import { hasCard } from './card-points';
import styles from './confirm-form.module.css';
import type { ConfirmInput } from './judgement';
import { PlanCard } from './plan-card';
import type { Judged } from './use-judged';

export type ConfirmFormProps = {
  readonly judged: Judged;
  readonly plan: Plan;
  readonly delivery: Delivery | undefined;
  readonly detail: DeliveryDetail | undefined;
  readonly input: ConfirmInput;
  readonly onInput: (input: ConfirmInput) => void;
};

/** What the verdict asks for, and what the operator should know before pressing. What was typed outlives every answer. */
export function ConfirmForm({ judged, plan, delivery, detail, input, onInput }: ConfirmFormProps) {
  const say = useWords();
  const { planning, executing, block, hindrance, confirm } = judged;
  const { allowed, needsReason, typedName } = plan.verdict;
  const enter = (event: KeyboardEvent<HTMLElement>) => {
    if (event.key === 'Enter' && !event.nativeEvent.isComposing && !event.ctrlKey && !event.metaKey) confirm();
  };
  return (
    <>
      {executing.error && (
        <div className={styles.error}>
          <FailureState compact once failure={executing.error} what={say('actions.confirm.failed')} />
          <Button size="s" working={planning.planning} onClick={planning.again}>
            {say('actions.plan.again')}
          </Button>
        </div>
      )}
      {block?.replan && <Banner tone="warn" title={say(block.word)} />}
      {hindrance && <Banner tone="warn" title={hindrance} />}
      {planning.failure && <FailureState compact once failure={planning.failure} what={say('actions.plan.failed')} onRetry={planning.again} />}
      {allowed && (
        <div className={styles.fields}>
          <div data-asked={needsReason || undefined}>
            <TextField
              label={say(needsReason ? 'actions.reason' : 'actions.reason.optional')}
              hint={say(needsReason ? 'actions.reason.asked' : 'actions.reason.hint')}
              kind="long"
              required={needsReason}
              value={input.reason}
              onChange={(reason) => onInput({ ...input, reason })}
            />
          </div>
          <TextField
            label={say('actions.ticket')}
            hint={say('actions.ticket.hint')}
            value={input.ticket}
            onKeyDown={enter}
            onChange={(ticket) => onInput({ ...input, ticket })}
          />
          {typedName !== null && (
            <div data-asked>
              <TextField
                label={say('ui.type-name', { name: typedName })}
                hint={say('actions.typed.why')}
                mono
                required
                value={input.typedName}
                onKeyDown={enter}
                onChange={(typed) => onInput({ ...input, typedName: typed })}
              />
            </div>
          )}
        </div>
      )}
      <PlanCard plan={plan} delivery={delivery} detail={detail} whole={hasCard(plan)} />
    </>
  );
}
