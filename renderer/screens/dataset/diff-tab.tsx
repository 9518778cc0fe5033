import { useMemo } from 'react';
import { type IntlShape, useIntl } from 'react-intl';
import type { z } from 'zod';
import type { Dataset, DatasetDiff, DatasetVersionRow } from '../../../shared/models/dataset';
import { useRequest } from '../../data/request';
import type { Here } from '../../data/workspace';
import { ExportMenu } from '../../parts/export-menu';
import { metricText } from '../../parts/metric-text';
import { Chip } from '../../ui/chip';
import { EmptyState } from '../../ui/empty-state';
import { Fact, Facts } from '../../ui/facts';
import { FailureState } from '../../ui/failure-state';
import { Histogram } from '../../ui/histogram';
import { LoadingState } from '../../ui/loading-state';
import { Panel } from '../../ui/panel';
import { Select } from '../../ui/select';
import { isolated, useWords } from '../../ui/use-words';
import shared from './dataset.module.css';
import styles from './diff-tab.module.css';
import { byDistance, growth, MOVED, shares } from './diff-rows';

type VersionRow = z.infer<typeof DatasetVersionRow>;
export type DiffTabProps = {
  readonly here: Here;
  readonly dataset: Dataset;
  readonly version: VersionRow;
  readonly against: string | null;
  readonly onAgainst: (version: string) => void;
};

/** What is otherwise than in another version: columns, counts, how values are spread. */
export function DiffTab({ here: { connection }, dataset, version, against, onAgainst }: DiffTabProps) {
  const say = useWords();
  const intl = useIntl();
  const others = dataset.history.filter(({ id }) => id !== version.id).toSorted((one, other) => other.number - one.number);
  // Without a choice, the one before.
  const other = others.find(({ id }) => id === against) ?? others.find(({ number }) => number < version.number) ?? others[0];
  const { data, error, refetch } = useRequest(
    'data.diff',
    { connection, name: dataset.name, from: other?.id ?? version.id, to: version.id },
    { enabled: other !== undefined },
  );
  if (!other) return <EmptyState title={say('data.diff.alone')} text={say('data.diff.alone.text')} />;
  return (
    <>
      <div className={styles.against}>
        <Select
          label={say('data.diff.against')}
          value={other.id}
          choices={others.map(({ id, number, at }) => ({
            value: id,
            label: `${isolated(say('data.v', { number }))} · ${isolated(intl.formatDate(at, { dateStyle: 'medium', timeStyle: 'short', hourCycle: 'h23' }))}`,
          }))}
          onChange={onAgainst}
        />
        {data && (
          <ExportMenu
            name={`${dataset.name}-v${other.number}-v${version.number}`}
            table={() => ({
              headings: [
                say('data.profile.name'),
                say('data.diff.distance'),
                say('data.profile.nulls'),
                say('data.profile.nulls'),
                say('data.profile.mean'),
                say('data.profile.mean'),
              ],
              rows: data.columns.map(({ name, totalVariation, before, after }) => [name, totalVariation, before.nulls, after.nulls, before.mean, after.mean]),
            })}
            json={() => data}
          />
        )}
      </div>
      {error && <FailureState failure={error} what={say('data.diff.failed')} onRetry={() => void refetch()} />}
      {!data && !error && <LoadingState what={say('data.diff.loading')} lines={5} />}
      {data && <Diff diff={data} before={other} after={version} />}
    </>
  );
}

/** As the first and the last bin are labelled: a number or a moment, a dash, the next one. */
function binEnds(bins: DatasetDiff['columns'][number]['bins'], intl: IntlShape): readonly [string, string] {
  const shown = (text = '') => {
    if (text !== '' && !Number.isNaN(Number(text))) return metricText(intl, Number(text));
    const at = Date.parse(text);
    if (Number.isNaN(at)) return text;
    return intl.formatDate(at, { dateStyle: 'medium', ...(text.includes('T') && { timeStyle: 'short' as const, hourCycle: 'h23' as const }) });
  };
  return [shown(bins[0]?.label.split(' – ')[0]), shown(bins.at(-1)?.label.split(' – ')[1])];
}

function Diff({ diff, before, after }: { readonly diff: DatasetDiff; readonly before: VersionRow; readonly after: VersionRow }) {
  const say = useWords();
  const intl = useIntl();
  const columns = useMemo(() => byDistance(diff.columns), [diff.columns]);
  const [was, is] = diff.rows;
  const grew = growth(diff.rows);
  const names = { before: say('data.v', { number: before.number }), after: say('data.v', { number: after.number }) };
  const schema = diff.added.length + diff.removed.length + diff.retyped.length;
  return (
    <>
      <Panel title={say('data.diff.shape')}>
        <Facts ends>
          <Fact word={say('data.column.rows')}>
            <bdi>{intl.formatNumber(was)}</bdi> <span data-directed>→</span>{' '}
            <strong>
              <bdi>{intl.formatNumber(is)}</bdi>
            </strong>
            {grew !== null && grew !== 0 && (
              <>
                {' '}
                <bdi className={shared.quiet}>{intl.formatNumber(grew, { style: 'percent', signDisplay: 'always', maximumFractionDigits: 1 })}</bdi>
              </>
            )}
          </Fact>
          <Fact word={say('data.diff.schema')}>{schema === 0 ? say('data.diff.schema.same') : say('data.diff.schema.changes', { count: schema })}</Fact>
        </Facts>
        {schema > 0 && (
          <ul className={styles.changes}>
            {diff.added.map(({ name, type }) => (
              <li key={`+ ${name}`}>
                <Chip tone="ok" mark={null}>
                  {say('data.diff.added')}
                </Chip>{' '}
                <bdi>{name}</bdi> <code dir="ltr">{type}</code>
              </li>
            ))}
            {diff.removed.map(({ name, type }) => (
              <li key={`- ${name}`}>
                <Chip tone="bad" mark={null}>
                  {say('data.diff.removed')}
                </Chip>{' '}
                <bdi>{name}</bdi> <code dir="ltr">{type}</code>
              </li>
            ))}
            {diff.retyped.map(({ name, from, to }) => (
              <li key={`~ ${name}`}>
                <Chip tone="warn" mark={null}>
                  {say('data.diff.retyped')}
                </Chip>{' '}
                <bdi>{name}</bdi> <code dir="ltr">{`${from} → ${to}`}</code>
              </li>
            ))}
          </ul>
        )}
      </Panel>
      <Panel
        title={say('data.diff.spread')}
        padded={false}
        aside={
          <span className={styles.legend}>
            <i className={styles.keyBars} /> <bdi>{names.before}</bdi>
            <i className={styles.keyLine} /> <bdi>{names.after}</bdi>
          </span>
        }
      >
        <ul className={styles.moved}>
          {columns.map(({ name, before: was_, after: is_, totalVariation, bins }) => (
            <li key={name}>
              <span className={styles.movedName}>
                <strong>
                  <bdi>{name}</bdi>
                </strong>
                {totalVariation === null ? (
                  <span className={shared.quiet}>{say('data.diff.incomparable')}</span>
                ) : (
                  <span className={totalVariation >= MOVED ? styles.differs : shared.quiet}>
                    {say('data.diff.moved', { share: intl.formatNumber(totalVariation, { style: 'percent', maximumFractionDigits: 1 }) })}
                  </span>
                )}
              </span>
              {bins.length > 0 && (
                <Histogram
                  bars={shares(bins.map((bin) => bin.before))}
                  against={shares(bins.map((bin) => bin.after))}
                  heightPx={44}
                  {...(was_.histogram ? { ends: binEnds(bins, intl) } : { names: bins.map(({ label }) => label) })}
                  description={say('data.diff.spread.of', { name, before: names.before, after: names.after })}
                />
              )}
              <span className={styles.movedFacts}>
                {was_.mean !== null && is_.mean !== null && (
                  <bdi>{say('data.diff.mean', { before: metricText(intl, was_.mean), after: metricText(intl, is_.mean) })}</bdi>
                )}
                {was_.nulls !== is_.nulls && <bdi>{say('data.diff.nulls', { before: was_.nulls, after: is_.nulls })}</bdi>}
              </span>
            </li>
          ))}
        </ul>
      </Panel>
    </>
  );
}
