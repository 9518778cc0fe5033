import type { EntityKey } from '../../../shared/models/entity';
import type { Freshness } from '../../../shared/models/freshness';
import type { DeliveryRow } from '../../data/delivery-row';
import { ActionButton, useActionDeeds } from '../../parts/action-button';
import { ACTION_ORDER } from '../../parts/action-definitions';
import { offeredActions } from '../../parts/action-offer';
import { Section } from '../../parts/side-panel';
import { useHindrance } from '../../parts/use-hindrance';
import { useWords } from '../../ui/use-words';
import styles from './detail.module.css';

/** What can be done with the delivery whose panel is open: by button, key and palette. */
export function Deeds({
  row: { connection, id, name, strategy, offers },
  freshness,
}: {
  readonly row: DeliveryRow;
  readonly freshness: Freshness | undefined;
}) {
  const say = useWords();
  const entity: EntityKey = { connection, kind: 'delivery', id };
  const subject = { entity, name, strategy };
  const actions = offeredActions({ offers }, ACTION_ORDER);
  const hindrance = useHindrance(entity, freshness);
  useActionDeeds(subject, actions, hindrance);
  if (actions.length === 0) return null;
  return (
    <Section title={say('deliveries.detail.do')}>
      <div className={styles.deeds}>
        {actions.map((action) => (
          <ActionButton key={action} subject={subject} action={action} reason={hindrance} size="s" keyed />
        ))}
      </div>
    </Section>
  );
}
