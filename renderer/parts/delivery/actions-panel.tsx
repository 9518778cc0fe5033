import { useIntl } from 'react-intl';
import type { ActionId } from '../../../shared/models/action-id';
import { useRunUnderWay } from '../../data/use-action';
import { ActionButton, useActionEntries } from '../action-button';
import { actionLook } from '../action-definitions';
import { runStops } from '../plan-dialog/run-stops';
import { deedWord } from '../deed-word';
import { Button } from '../../ui/button';
import { DownIcon } from '../../ui/icons';
import { Menu } from '../../ui/menu';
import { Panel } from '../../ui/panel';
import { StepTrack } from '../../ui/step-track';
import { ElapsedTime } from '../../ui/time-texts';
import { useWords } from '../../ui/use-words';
import styles from './actions-panel.module.css';
import { nextWeight } from './steps';
import type { Page } from './use-delivery-page';

/** How many have a button of their own; the rest is in one menu. */
const BUTTONS = 4;

/** The one next action, the others, what stands in their way, and what is under way. Each press opens a plan first. */
export function ActionsPanel({ page, offered }: { readonly page: Page; readonly offered: readonly ActionId[] }) {
  const say = useWords();
  const { entity, delivery, hindrance } = page;
  const subject = { entity, name: delivery.name, strategy: delivery.strategy };
  const [first, ...others] = offered;
  const shown = others.slice(0, BUTTONS - 1);
  const rest = others.slice(BUTTONS - 1);
  const entries = useActionEntries(subject, rest, hindrance);
  // What moves by itself needs no push: there a promotion skips what still runs, and is not what the page proposes.
  const waits = delivery.state === 'paused' || delivery.state === 'aborted';
  const primary = waits && (first === 'promote' || first === 'resume' || first === 'restore' || first === 'retry');
  return (
    <Panel title={say('delivery.actions')}>
      <div className={styles.actions}>
        <UnderWay page={page} />
        {first === undefined && <p className={styles.none}>{say(delivery.state === 'unknown' ? 'delivery.actions.unknown' : 'delivery.actions.none')}</p>}
        {first && (
          <>
            <ActionButton subject={subject} action={first} reason={hindrance} primary={primary} full keyed />
            {primary && <Does page={page} action={first} />}
          </>
        )}
        {shown.length > 0 && (
          <div className={styles.others}>
            {shown.map((action) => (
              <ActionButton key={action} subject={subject} action={action} reason={hindrance} full keyed />
            ))}
          </div>
        )}
        {entries.length > 0 && (
          <Menu
            label={say('delivery.actions.more')}
            entries={entries}
            target={
              <Button full trailing={DownIcon}>
                {say('delivery.actions.more')}
              </Button>
            }
          />
        )}
        {first && hindrance && <p className={styles.hindrance}>{hindrance}</p>}
      </div>
    </Panel>
  );
}

/** What the first button does here and now. */
function Does({ page: { delivery }, action }: { readonly page: Page; readonly action: ActionId }) {
  const say = useWords();
  const intl = useIntl();
  const weight = action === 'promote' ? nextWeight(delivery) : null;
  if (weight === null) return <p className={styles.does}>{say(actionLook(action, delivery.strategy).does)}</p>;
  return <p className={styles.does}>{say('delivery.actions.promote-to', { share: intl.formatNumber(weight / 100, { style: 'percent' }) })}</p>;
}

function UnderWay({ page: { entity } }: { readonly page: Page }) {
  const say = useWords();
  const run = useRunUnderWay(entity);
  if (!run) return null;
  return (
    <div className={styles.run}>
      <p>
        <strong>{deedWord(say, run.request.action)}</strong>
        <span className={styles.elapsed}>
          <ElapsedTime since={run.startedAt} />
        </span>
      </p>
      <StepTrack label={say('actions.run')} steps={runStops(run).map(({ id, word, state }) => ({ id, label: say(word), state }))} />
    </div>
  );
}
