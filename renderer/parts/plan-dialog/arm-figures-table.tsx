import { useIntl } from 'react-intl';
import type { ArmBucket, Service } from '../../../shared/models/service';
import { useFigures } from '../../data/service-figures';
import { FailureState } from '../../ui/failure-state';
import { LoadingState } from '../../ui/loading-state';
import { useWords } from '../../ui/use-words';
import { JUDGED_MS, shareOf } from '../arm-figures';
import styles from './arm-figures-table.module.css';

const MINUTES = JUDGED_MS / 60_000;

export type ArmFiguresTableProps = { readonly connection: string; readonly service: Pick<Service, 'name' | 'release'> };

/** What each arm answered in the last minutes, beside each other: how much, how well, how fast. */
export function ArmFiguresTable({ connection, service }: ArmFiguresTableProps) {
  const say = useWords();
  const { data, error } = useFigures({ connection, service: service.name, spanMs: JUDGED_MS, bucketMs: null });
  const { stable, candidate } = service.release;
  const arms = [
    { word: 'actions.arm.stable', revision: stable } as const,
    ...(candidate === null ? [] : [{ word: 'actions.arm.candidate', revision: candidate } as const]),
  ];
  if (!data) return error ? <FailureState compact failure={error} /> : <LoadingState what={say('services.figures.loading')} />;
  return (
    <table className={styles.table}>
      <caption>{say('actions.card.arms', { minutes: MINUTES })}</caption>
      <thead>
        <tr>
          <th scope="col">{say('actions.card.arms.arm')}</th>
          <th scope="col">{say('actions.card.arms.requests')}</th>
          <th scope="col">{say('actions.card.arms.errors')}</th>
          <th scope="col">p50</th>
          <th scope="col">p95</th>
          <th scope="col">p99</th>
        </tr>
      </thead>
      <tbody>
        {arms.map(({ word, revision }) => (
          <tr key={revision} data-arm={word === 'actions.arm.candidate' ? 'candidate' : 'stable'}>
            <th scope="row">
              {say(word)} <span className={styles.quiet}>{say('actions.revision', { number: revision })}</span>
            </th>
            <Figures of={data.buckets.find((each) => each.revision === revision)} />
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Figures({ of }: { readonly of: ArmBucket | undefined }) {
  const intl = useIntl();
  const say = useWords();
  const ms = (value: number | null | undefined) =>
    value === null || value === undefined ? '–' : say('services.ms', { ms: intl.formatNumber(value, { maximumSignificantDigits: 3 }) });
  return (
    <>
      <td>
        <bdi>{intl.formatNumber(of?.requests ?? 0)}</bdi>
      </td>
      <td>
        <Errors of={of} />
      </td>
      <td>
        <bdi>{ms(of?.p50)}</bdi>
      </td>
      <td>
        <bdi>{ms(of?.p95)}</bdi>
      </td>
      <td>
        <bdi>{ms(of?.p99)}</bdi>
      </td>
    </>
  );
}

/** The share with the interval that few requests leave it: none of ten is not the same as none of ten thousand. */
function Errors({ of }: { readonly of: ArmBucket | undefined }) {
  const intl = useIntl();
  const say = useWords();
  const told = of && shareOf(of.errors, of.requests);
  if (!told) return '–';
  const percent = (value: number) => intl.formatNumber(value, { style: 'percent', maximumFractionDigits: value < 0.1 ? 1 : 0 });
  return (
    <span title={say('actions.card.arms.errors.title')}>
      <bdi>{percent(told.share)}</bdi>{' '}
      <bdi className={styles.quiet}>{say('actions.card.arms.interval', { low: percent(told.low), high: percent(told.high) })}</bdi>
    </span>
  );
}
