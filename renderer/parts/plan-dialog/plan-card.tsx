import { useIntl } from 'react-intl';
import type { Plan } from '../../../shared/models/action';
import type { Delivery } from '../../../shared/models/delivery';
import type { DeliveryDetail } from '../../../shared/models/delivery-detail';
import { useRequest } from '../../data/request';
import { type MarkShape, StateMark } from '../../ui/state-mark';
import { useWords } from '../../ui/use-words';
import { JUDGED_MS } from '../arm-figures';
import { ShadowFigures } from '../shadow-figures';
import { CardEvidence } from './card-evidence';
import { ArmFiguresTable } from './arm-figures-table';
import { type CardPoint, cardPoints, isLocal, unanswered } from './card-points';
import styles from './plan-card.module.css';

const SHAPES: Readonly<Record<CardPoint['tone'], MarkShape | null>> = { ok: 'ok', warn: 'warn', unknown: 'unknown', plain: null };
/** What every action is told with; the rest is for what gives a candidate more. */
const ALWAYS: readonly CardPoint['id'][] = ['right', 'owner', 'back'];
/** A registry of models knows no rights, and nobody who writes it from elsewhere. */
const OF_A_MODEL: readonly CardPoint['id'][] = ['back'];

export type PlanCardProps = {
  readonly plan: Plan;
  readonly delivery: Delivery | undefined;
  readonly detail: DeliveryDetail | undefined;
  readonly whole: boolean;
};

/** What to know before pressing, as far as the connected systems tell it; and what none of them tells. */
export function PlanCard({ plan, delivery, detail, whole }: PlanCardProps) {
  const say = useWords();
  const intl = useIntl();
  const local = isLocal(plan);
  const { connection, name } = plan.target;
  const { data: service } = useRequest('services.get', { connection, service: name }, { enabled: local && delivery !== undefined });
  const hasCandidate = local ? service !== undefined && service.release.candidate !== null : delivery !== undefined && delivery.candidateKey !== null;
  const points = cardPoints({ plan, delivery, detail, service }).filter(
    ({ id }) => whole || (plan.target.kind === 'delivery' ? ALWAYS : OF_A_MODEL).includes(id),
  );
  const percent = (share: number) => intl.formatNumber(share, { style: 'percent', maximumFractionDigits: 1 });
  return (
    <section className={styles.card}>
      <h3>{say('actions.card')}</h3>
      <dl className={styles.points}>
        {points.map(({ id, tone, word, values = {} }) => {
          const shape = SHAPES[tone];
          const { share } = values;
          return (
            <div key={id} data-tone={tone}>
              <dt>{say(`actions.card.${id}.name`)}</dt>
              <dd>
                {shape && <StateMark shape={shape} size={13} />}
                <span>{say(word, typeof share === 'number' ? { ...values, share: percent(share) } : values)}</span>
              </dd>
            </div>
          );
        })}
      </dl>
      {whole && hasCandidate && <CardEvidence delivery={plan.target} service={local ? name : null} />}
      {whole && service && <ArmFiguresTable connection={connection} service={service} />}
      {whole && service && service.release.candidate !== null && service.plan.shadow > 0 && (
        <section>
          <h4>{say('services.shadow.card', { minutes: JUDGED_MS / 60_000 })}</h4>
          <ShadowFigures connection={connection} service={service} revision={service.release.candidate} spanMs={JUDGED_MS} />
        </section>
      )}
      {whole && (
        <div className={styles.unknown}>
          <h4>{say('actions.card.unknown')}</h4>
          <ul>
            {unanswered(plan).map((word) => (
              <li key={word}>{say(word)}</li>
            ))}
          </ul>
        </div>
      )}
    </section>
  );
}
