import { useState } from 'react';
import { useIntl } from 'react-intl';
import type { ArmsDrift } from '../../../shared/models/arms-drift';
import type { ColumnReport } from '../../../shared/models/drift-report';
import type { EntityKey } from '../../../shared/models/entity';
import { monitorOfEntity } from '../../../shared/models/entity-ids';
import { useRequest } from '../../data/request';
import { Fact, Facts } from '../../ui/facts';
import { FailureState } from '../../ui/failure-state';
import { LoadingState } from '../../ui/loading-state';
import { Select } from '../../ui/select';
import { useWords } from '../../ui/use-words';
import { edgeText } from '../edge-text';
import { useDriftWords } from '../use-drift-words';
import { armsBins } from './arms-bins';
import { ArmsDrawing } from './arms-drawing';
import { furthestOf } from './arms-drift-text';
import styles from './comparison.module.css';

/** How a column is spread at both revisions, in the bins of a monitor; at first the one that is furthest. */
export function ArmsColumns({ delivery, told }: { readonly delivery: EntityKey; readonly told: ArmsDrift }) {
  const say = useWords();
  const [chosen, setChosen] = useState<string | null>(null);
  const all = told.sides.flatMap(({ role, worst }) => worst.map(({ name }) => ({ name, role })));
  const shown = all.find(({ name }) => name === chosen) ?? all.find(({ name }) => name === furthestOf(told)?.column) ?? all[0];
  const id = monitorOfEntity(told.monitor.id) ?? '';
  const asked = useRequest('drift.armsColumn', { delivery, id, column: shown?.name ?? '' }, { enabled: shown !== undefined, keep: true });
  if (!shown) return null;
  return (
    <div className={styles.distribution}>
      <div className={styles.drawing}>
        <Select
          size="s"
          label={say('compare.feature')}
          labelHidden
          value={shown.name}
          choices={all.map(({ name, role }) => ({ value: name, label: say(role === 'input' ? 'compare.feature.input' : 'compare.feature.output', { name }) }))}
          onChange={setChosen}
        />
        {asked.data ? (
          <Drawing column={asked.data} />
        ) : asked.error ? (
          <FailureState compact failure={asked.error} what={say('compare.drift.column.unread')} />
        ) : (
          <LoadingState what={say('compare.drift.column.reading')} lines={3} />
        )}
      </div>
      {asked.data && <Numbers column={asked.data} />}
    </div>
  );
}

function Drawing({ column: { name, type, distribution } }: { readonly column: ColumnReport }) {
  const say = useWords();
  const intl = useIntl();
  if (!distribution) return null;
  const { kind, stable, candidate, edges, beyond, names } = armsBins(distribution);
  const numbers = [
    ...(beyond.below ? [say('compare.feature.below')] : []),
    ...edges.map((edge) => edgeText(intl, type, edge)),
    ...(beyond.above ? [say('compare.feature.above')] : []),
  ];
  const ends = kind === 'numbers' ? numbers : names.map((each) => each ?? say('compare.feature.others'));
  return <ArmsDrawing name={name} kind={kind} stable={stable} candidate={candidate} ends={ends} />;
}

/** What decides of it, why, and of how many rows. */
function Numbers({
  column: { decided_by: by, verdict, n_reference: stable, n_current: candidate, false_alarm_rate: rate },
}: {
  readonly column: ColumnReport;
}) {
  const say = useWords();
  const intl = useIntl();
  const words = useDriftWords();
  return (
    <Facts ends>
      {by && (
        <Fact word={say(`drift.measure.${by.measure}`)} warn={verdict === 'drifted'}>
          <bdi>
            {by.value === null ? '–' : say('compare.drift.drawn', { value: words.number(by.value, by.threshold), threshold: words.number(by.threshold) })}
          </bdi>
        </Fact>
      )}
      <Fact word={say('drift.report.verdict')}>{say(`drift.verdict.${verdict}`)}</Fact>
      <Fact word={say('compare.feature.rows')}>
        <bdi>{say('compare.against-text', { candidate: intl.formatNumber(candidate), stable: intl.formatNumber(stable) })}</bdi>
      </Fact>
      {rate !== null && (
        <Fact word={say('drift.measure.false_alarm_rate')}>
          <bdi>{words.number(rate)}</bdi>
        </Fact>
      )}
    </Facts>
  );
}
