import { useIntl } from 'react-intl';
import type { ServiceRow, ShadowBucket } from '../../shared/models/service';
import { useShadows } from '../data/service-figures';
import { classNames } from '../ui/class-names';
import { Fact, Facts } from '../ui/facts';
import { FailureState } from '../ui/failure-state';
import { LoadingState } from '../ui/loading-state';
import { NumberText } from '../ui/number-text';
import { useWords } from '../ui/use-words';
import { shareOf } from './arm-figures';
import tables from './figures-table.module.css';
import styles from './shadow-figures.module.css';

export type ShadowFiguresProps = {
  readonly connection: string;
  readonly service: Pick<ServiceRow, 'name'>;
  readonly revision: number;
  readonly spanMs: number;
};

/** What came of the shadows that a candidate was sent: how much, how well, how fast, and how its answers agree with those that callers got. */
export function ShadowFigures({ connection, service, revision, spanMs }: ShadowFiguresProps) {
  const say = useWords();
  const intl = useIntl();
  const { data, error } = useShadows({ connection, service: service.name, spanMs });
  if (!data) return error ? <FailureState compact failure={error} /> : <LoadingState what={say('services.figures.loading')} />;
  const of = data.find((each) => each.revision === revision);
  if (!of) return <p className={styles.quiet}>{say('services.shadow.none')}</p>;
  const ms = (value: number | null) => (value === null ? '–' : say('services.ms', { ms: intl.formatNumber(value, { maximumSignificantDigits: 3 }) }));
  return (
    <>
      <Facts ends>
        <Fact word={say('services.shadow.sent')}>
          <NumberText value={of.requests} />
        </Fact>
        <Fact word={say('services.shadow.dropped')} warn={of.dropped > of.requests}>
          <NumberText value={of.dropped} />
        </Fact>
        <Fact word={say('services.figures.errors')} warn={of.errors > 0}>
          <Share part={of.errors} total={of.requests} />
        </Fact>
        <Fact word="p50, p95, p99">
          <bdi>{[of.p50, of.p95, of.p99].map(ms).join(say('ui.list.comma'))}</bdi>
        </Fact>
      </Facts>
      <Agreement of={of} />
    </>
  );
}

/** Whole answers first, then each output: a label may agree where no probability does. */
function Agreement({ of }: { readonly of: ShadowBucket }) {
  const say = useWords();
  if (of.compared === 0) return <p className={styles.quiet}>{say('services.shadow.not-compared')}</p>;
  const outputs = of.outputs.length > 1 ? of.outputs : [];
  return (
    <table className={classNames(tables.table, styles.agreement)}>
      <caption title={say('services.shadow.equal.title')}>{say('services.shadow.agreement', { count: of.compared })}</caption>
      <thead>
        <tr>
          <th scope="col">{say('services.shadow.output')}</th>
          <th scope="col">{say('services.shadow.equal')}</th>
          <th scope="col">{say('services.shadow.largest')}</th>
        </tr>
      </thead>
      <tbody>
        {[{ ...of, name: null }, ...outputs].map(({ name, equal, compared, largest }) => (
          <tr key={name ?? ''}>
            <th scope="row">{name === null ? say('services.shadow.whole') : <bdi>{name}</bdi>}</th>
            <td>
              <Share part={equal} total={compared} />
            </td>
            <td>
              <NumberText value={largest} options={{ maximumSignificantDigits: 3 }} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** With the interval that few requests leave it. */
function Share({ part, total }: { readonly part: number; readonly total: number }) {
  const say = useWords();
  const intl = useIntl();
  const told = shareOf(part, total);
  if (!told) return '–';
  const percent = (value: number) => intl.formatNumber(value, { style: 'percent', maximumFractionDigits: value < 0.1 || value > 0.9 ? 1 : 0 });
  return (
    <span title={say('actions.card.arms.errors.title')}>
      <bdi>{percent(told.share)}</bdi>{' '}
      <bdi className={styles.quiet}>{say('actions.card.arms.interval', { low: percent(told.low), high: percent(told.high) })}</bdi>
    </span>
  );
}
