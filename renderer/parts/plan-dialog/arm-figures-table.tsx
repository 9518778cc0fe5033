import { useIntl } from 'react-intl';
import type { ArmBucket, Service } from '../../../shared/models/service';
import { useFigures } from '../../data/service-figures';
import { FailureState } from '../../ui/failure-state';
import { LoadingState } from '../../ui/loading-state';
import { useWords } from '../../ui/use-words';
import { JUDGED_MS, shareOf } from '../arm-figures';
import styles from '../figures-table.module.css';

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
          <th scope="col">{say('actions.card.arms.what')}</th>
          {arms.map(({ word, revision }) => (
            <th key={revision} scope="col" data-arm={word === 'actions.arm.candidate' ? 'candidate' : 'stable'}>
              {say(word)} <span className={styles.quiet}>{say('actions.revision', { number: revision })}</span>
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {ROWS.map(({ id, word, Cell }) => (
          <tr key={id}>
            <th scope="row">{word === null ? <bdi>{id}</bdi> : say(word)}</th>
            {arms.map(({ revision }) => (
              <td key={revision}>
                <Cell of={data.buckets.find((each) => each.revision === revision)} />
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

type CellProps = { readonly of: ArmBucket | undefined };

function Requests({ of }: CellProps) {
  const intl = useIntl();
  return <bdi>{intl.formatNumber(of?.requests ?? 0)}</bdi>;
}

const quantileCell = (quantile: 'p50' | 'p95' | 'p99') =>
  function Quantile({ of }: CellProps) {
    const say = useWords();
    const intl = useIntl();
    const value = of?.[quantile] ?? null;
    return <bdi>{value === null ? '–' : say('services.ms', { ms: intl.formatNumber(value, { maximumSignificantDigits: 3 }) })}</bdi>;
  };

/** The share with the interval that few requests leave it: none of ten is not the same as none of ten thousand. */
function Errors({ of }: CellProps) {
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

const ROWS = [
  { id: 'requests', word: 'actions.card.arms.requests', Cell: Requests },
  { id: 'errors', word: 'actions.card.arms.errors', Cell: Errors },
  { id: 'p50', word: null, Cell: quantileCell('p50') },
  { id: 'p95', word: null, Cell: quantileCell('p95') },
  { id: 'p99', word: null, Cell: quantileCell('p99') },
] as const;
