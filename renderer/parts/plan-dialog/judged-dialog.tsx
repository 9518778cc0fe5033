import { useNavigate, useRouterState } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { useIntl } from 'react-intl';
import type { ActionRequest } from '../../../shared/models/action';
import type { Delivery } from '../../../shared/models/delivery';
import type { DeliveryDetail } from '../../../shared/models/delivery-detail';
import type { Freshness } from '../../../shared/models/freshness';
import { serviceAddress } from '../../data/workspace-address';
import { Button } from '../../ui/button';
import { Dialog } from '../../ui/dialog';
import { FailureState } from '../../ui/failure-state';
import { LockIcon } from '../../ui/icons';
import { LoadingState } from '../../ui/loading-state';
import { useWords } from '../../ui/use-words';
import { actionLook } from '../action-definitions';
import { isLocal } from './card-points';
import { ConfirmForm } from './confirm-form';
import { weightsOf } from './effect-text';
import type { ConfirmInput } from './judgement';
import styles from './judged-dialog.module.css';
import { type OpenPlan, openPlan } from './open-plan';
import { PlanChanges } from './plan-changes';
import { PlanLead } from './plan-lead';
import { RunView } from './run-view';
import { useConfirmKeys } from './use-confirm-keys';
import { type Judged, useJudged } from './use-judged';

export type JudgedDialogProps = {
  readonly open: OpenPlan;
  readonly request: ActionRequest;
  readonly delivery: Delivery | undefined;
  readonly detail: DeliveryDetail | undefined;
  readonly freshness: Freshness | undefined;
  readonly onClose: () => void;
};

/** What an action would do, judged; one more press carries it out. Afterwards: how far it is. */
export function JudgedDialog({ open, request, delivery, detail, freshness, onClose }: JudgedDialogProps) {
  const say = useWords();
  const [input, setInput] = useState<ConfirmInput>({ reason: '', ticket: '', typedName: '' });
  const judged = useJudged({ open, request, delivery, freshness, input });
  const { planning, run, confirm } = judged;
  const { plan } = planning;
  const form = useRef<HTMLDivElement>(null);
  useConfirmKeys(confirm);
  useFirstFocus(form, plan?.id ?? null);
  const title = useTitle(open, judged, delivery?.strategy ?? null);
  return (
    <Dialog
      opened
      onClose={onClose}
      size="l"
      padded={false}
      title={title}
      lead={<PlanLead open={open} plan={plan} run={run} />}
      footer={<Footer judged={judged} open={open} title={title} onClose={onClose} />}
    >
      {plan ? (
        <div className={styles.columns} ref={form} data-renewing={planning.planning || undefined}>
          <div className={styles.what}>
            <PlanChanges plan={plan} delivery={delivery} />
          </div>
          <div className={styles.ask}>
            {run ? <RunView run={run} /> : <ConfirmForm judged={judged} plan={plan} delivery={delivery} detail={detail} input={input} onInput={setInput} />}
          </div>
        </div>
      ) : (
        <div className={styles.waiting}>
          {planning.failure ? (
            <FailureState once failure={planning.failure} what={say('actions.plan.failed')} onRetry={planning.again} />
          ) : (
            <LoadingState what={say('actions.plan.making')} since={planning.askedAt} />
          )}
        </div>
      )}
    </Dialog>
  );
}

function useTitle({ action, name }: OpenPlan, { planning: { plan } }: Judged, strategy: Delivery['strategy']): string {
  const say = useWords();
  const intl = useIntl();
  const weights = action === 'promote' && plan ? weightsOf(plan.effects) : null;
  if (!weights) return say(actionLook(action, strategy).title, { name });
  return say('actions.promote.title-to', { name, weight: intl.formatNumber(weights.to, { style: 'percent', maximumFractionDigits: 1 }) });
}

type FooterProps = { readonly judged: Judged; readonly open: OpenPlan; readonly title: string; readonly onClose: () => void };

function Footer({ judged, open, title, onClose }: FooterProps) {
  const say = useWords();
  const { planning, executing, block, hindrance, run, confirm, again } = judged;
  const { plan } = planning;
  const { danger } = actionLook(open.action);
  if (run) {
    const undo = run.phase === 'done' ? plan?.undo : null;
    const unchanged = run.endedAt !== null && (run.phase === 'failed' || run.phase === 'not-done');
    return (
      <>
        <span className={styles.record}>
          <LockIcon size={14} />
          {say('actions.recorded-as', { entry: run.intent })}
        </span>
        {undo && (
          <Button onClick={() => openPlan({ entity: open.entity, name: open.name, action: undo.action, request: undo })}>
            {say(`actions.undo.${undo.action}`)}
          </Button>
        )}
        {run.phase === 'done' && plan && isLocal(plan) && <OpenService open={open} onClose={onClose} />}
        {unchanged && <Button onClick={again}>{say('actions.plan.again')}</Button>}
        <Button kind="primary" keys="Escape" onClick={onClose} data-run-close>
          {say('ui.close')}
        </Button>
      </>
    );
  }
  const reason = hindrance ?? (block && say(block.word, block.values));
  return (
    <>
      <span className={styles.record}>
        <LockIcon size={14} />
        {say('actions.recorded-before')}
      </span>
      <Button keys="Escape" onClick={onClose}>
        {say('ui.cancel')}
      </Button>
      {block?.replan ? (
        <Button kind="primary" working={planning.planning} onClick={planning.again} data-plan-again>
          {say('actions.plan.again')}
        </Button>
      ) : (
        <Button
          kind={danger === 'risky' ? 'danger' : 'primary'}
          keys="mod+Enter"
          working={executing.isPending || (planning.planning && !planning.failure)}
          reason={planning.failure ? say('actions.plan.failed') : plan && reason}
          onClick={confirm}
          data-confirm
        >
          {title}
        </Button>
      )}
    </>
  );
}

/** To what was done, from wherever it was asked for. */
function OpenService({ open: { entity, name }, onClose }: Pick<FooterProps, 'open' | 'onClose'>) {
  const say = useWords();
  const navigate = useNavigate();
  const { to, params = {} } = serviceAddress(entity.connection, name);
  const isThere = useRouterState({ select: ({ location }) => location.pathname === `/services/${entity.connection}/${name}` });
  if (isThere) return null;
  const go = () => {
    onClose();
    void navigate({ to, params: { ...params } });
  };
  return <Button onClick={go}>{say('services.open')}</Button>;
}

/** Once the plan is there, the focus goes to the first thing that it asks for, or to the button that carries it out. */
function useFirstFocus(form: { readonly current: HTMLElement | null }, planId: string | null): void {
  const given = useRef(false);
  useEffect(() => {
    if (planId === null || given.current) return;
    given.current = true;
    const dialog = form.current?.closest('[role=dialog]');
    const first = form.current?.querySelector<HTMLElement>('[data-asked] input, [data-asked] textarea') ?? dialog?.querySelector<HTMLElement>('[data-confirm]');
    // After Mantine's own focus, which comes with the dialog.
    const timer = setTimeout(() => first?.focus({ preventScroll: true }));
    return () => clearTimeout(timer);
  }, [form, planId]);
}
