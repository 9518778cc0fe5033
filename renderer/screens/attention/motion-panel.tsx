import { Link } from '@tanstack/react-router';
import { useIntl } from 'react-intl';
import { DELIVERY_FIELDS, type DeliveryRow } from '../../data/delivery-row';
import { useLive } from '../../data/live';
import { shownSplit, stepPlace } from '../../parts/delivery-progress';
import { DELIVERY_LOOKS } from '../../parts/delivery-state';
import { EntityLink } from '../../parts/entity-link';
import { useSettled } from '../../parts/use-settled';
import { useClock } from '../../ui/clock';
import { NumberText } from '../../ui/number-text';
import { Panel } from '../../ui/panel';
import { SplitBar } from '../../ui/split-bar';
import { StateMark } from '../../ui/state-mark';
import { whenText } from '../../ui/time-text';
import { useWords } from '../../ui/use-words';
import styles from './side-panels.module.css';
import { motionOf, MOVING_STATES } from './motion';

const SHOWN_MAX = 6;

/** The deliveries that are on their way now, with their split. */
export function MotionPanel({ on }: { readonly on: readonly string[] }) {
  const say = useWords();
  const live = useSettled(useLive('delivery', DELIVERY_FIELDS));
  const { shown, moving, total } = motionOf(live.entities.values(), on, SHOWN_MAX);
  const search = { state: MOVING_STATES.join(','), ...(on.length > 0 && { on: on.join(',') }) };
  return (
    <Panel title={say('attention.motion')} aside={live.complete && say('attention.motion.count', { count: moving, total })}>
      {shown.length === 0 ? (
        <p className={styles.quiet}>{live.complete ? say('attention.motion.none') : say('attention.loading')}</p>
      ) : (
        <ul className={styles.lines}>
          {shown.map((row) => (
            <MotionLine key={`${row.connection}/${row.id}`} row={row} />
          ))}
        </ul>
      )}
      {moving > shown.length && (
        <Link to="/deliveries" search={search} className={styles.all ?? ''}>
          {say('attention.motion.more', { count: moving - shown.length })}
        </Link>
      )}
    </Panel>
  );
}

function MotionLine({ row }: { readonly row: DeliveryRow }) {
  const say = useWords();
  const intl = useIntl();
  const place = stepPlace(row);
  const percent = shownSplit(row)?.percent ?? null;
  const { tone, mark } = DELIVERY_LOOKS[row.state];
  const until = row.pause?.until ?? null;
  const goesOn = useClock((now) => (until === null || until < now ? null : say('attention.motion.until', { at: whenText(intl, until, now) })));
  const arms =
    percent !== null
      ? ([
          { id: 'stable', label: say('attention.motion.stable'), share: 1 - percent / 100, tone: 'stable' },
          { id: 'candidate', label: say('attention.motion.candidate'), share: percent / 100, tone: 'candidate' },
        ] as const)
      : [];
  return (
    <li className={styles.motion}>
      <div className={styles.motionHead}>
        <StateMark shape={mark} tone={tone === 'plain' ? 'unknown' : tone} size={13} />
        <EntityLink
          entity={{ connection: row.connection, kind: 'delivery', id: row.id }}
          className={styles.motionName}
          title={`${row.namespace} / ${row.name}`}
        >
          <bdi>{row.name}</bdi>
        </EntityLink>
        <span className={styles.motionNote}>
          {[say(`deliveries.state.${row.state}`), goesOn ?? (place && say('attention.motion.step', place))].filter(Boolean).join(say('ui.list.comma'))}
        </span>
        <span className={styles.motionShare}>
          {percent !== null && <NumberText value={percent / 100} options={{ style: 'percent', maximumFractionDigits: 0 }} />}
        </span>
      </div>
      {percent !== null && <SplitBar thin label={say('attention.motion.split', { name: row.name })} arms={arms} />}
    </li>
  );
}
