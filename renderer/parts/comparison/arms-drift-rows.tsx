import { useId, useState } from 'react';
import { useIntl } from 'react-intl';
import type { ArmsDrift } from '../../../shared/models/arms-drift';
import type { EntityKey } from '../../../shared/models/entity';
import { entityAddress } from '../../data/entity-address';
import { Button } from '../../ui/button';
import { useClock } from '../../ui/clock';
import { FailureState } from '../../ui/failure-state';
import { IntervalBar } from '../../ui/interval-bar';
import { StateMark } from '../../ui/state-mark';
import { whenText } from '../../ui/time-text';
import { useWords } from '../../ui/use-words';
import { VisuallyHidden } from '../../ui/visually-hidden';
import { AddressLink } from '../address-link';
import { useDriftWords } from '../use-drift-words';
import { ArmsColumns } from './arms-columns';
import { armsDriftText, POINT_VERDICTS } from './arms-drift-text';
import { POINT_SHAPES, POINT_TONES } from './comparison-rows';
import styles from './comparison.module.css';

export type ArmsDriftRowsProps = { readonly delivery: EntityKey; readonly monitors: readonly ArmsDrift[]; readonly compact?: boolean };

/** What each monitor says of the candidate against the stable revision: a point as the others are. */
export function ArmsDriftRows({ delivery, monitors, compact = false }: ArmsDriftRowsProps) {
  return (
    <ul className={styles.rows} data-compact={compact || undefined} data-more>
      {monitors.map((told) => (
        <Row key={told.monitor.id} delivery={delivery} told={told} compact={compact} />
      ))}
    </ul>
  );
}

type RowProps = { readonly delivery: EntityKey; readonly told: ArmsDrift; readonly compact: boolean };

function Row({ delivery, told, compact }: RowProps) {
  const say = useWords();
  const intl = useIntl();
  const id = useId();
  const [shown, setShown] = useState(false);
  const time = useClock((now) => whenText(intl, told.since, now));
  const { text, more, drawn } = armsDriftText(told, useDriftWords(), intl, time);
  const verdict = POINT_VERDICTS[told.verdict];
  const canShow = !compact && told.sides.length > 0;
  return (
    <li className={styles.row} data-verdict={verdict} data-point="drift">
      <StateMark shape={POINT_SHAPES[verdict]} />
      <span className={styles.name}>
        {say('compare.drift')}
        <VisuallyHidden>{say(`compare.verdict.${verdict}`)}</VisuallyHidden>
      </span>
      <span className={styles.text}>
        <span>{text}</span>
        <span className={styles.more}>{compact ? <bdi>{told.name}</bdi> : <AddressLink address={entityAddress(told.monitor)}>{told.name}</AddressLink>}</span>
        {more.map((line) => (
          <span key={line} className={styles.more}>
            {line}
          </span>
        ))}
        {told.failure && <FailureState compact once failure={told.failure} marked={false} />}
        {canShow && (
          <Button kind="quiet" size="s" className={styles.show} aria-expanded={shown} aria-controls={id} onClick={() => setShown(!shown)}>
            {say(shown ? 'compare.drift.hide' : 'compare.drift.show')}
          </Button>
        )}
      </span>
      {drawn && (
        <span className={styles.drawn}>
          <IntervalBar
            value={drawn.value}
            low={drawn.value}
            high={drawn.value}
            none={0}
            limit={drawn.limit}
            tone={POINT_TONES[verdict]}
            description={drawn.description}
          />
          <bdi className={styles.limit}>{drawn.limitText}</bdi>
        </span>
      )}
      {canShow && (
        <div id={id} className={styles.columns} hidden={!shown}>
          {shown && <ArmsColumns delivery={delivery} told={told} />}
        </div>
      )}
    </li>
  );
}
