import { useIntl } from 'react-intl';
import type { Dataset } from '../../../shared/models/dataset';
import { DATASET_LOOKS } from '../../parts/dataset-state';
import { Panel } from '../../ui/panel';
import { StateMark } from '../../ui/state-mark';
import { ClockTime } from '../../ui/time-texts';
import { useWords } from '../../ui/use-words';
import shared from './dataset.module.css';
import styles from './versions-panel.module.css';

/** Every version, the newest first: how it fared, when it came. */
export function VersionsPanel({
  dataset,
  chosen,
  onChoose,
}: {
  readonly dataset: Dataset;
  readonly chosen: string | null;
  readonly onChoose: (version: string) => void;
}) {
  const say = useWords();
  const intl = useIntl();
  return (
    <Panel title={say('data.versions')} beside={<span className={shared.quiet}>{intl.formatNumber(dataset.versions)}</span>} padded={false}>
      <ul className={styles.versions}>
        {dataset.history
          .toSorted((one, other) => other.number - one.number)
          .map(({ id, number, state, at, rows, failedChecks }) => (
            <li key={id}>
              <button type="button" aria-current={id === chosen || undefined} onClick={() => onChoose(id)}>
                <StateMark shape={DATASET_LOOKS[state].mark} size={13} />
                <strong>
                  <bdi>{say('data.v', { number })}</bdi>
                </strong>
                <span className={styles.versionFacts}>
                  {rows !== null && <bdi>{say('data.rows.count', { count: rows })}</bdi>}
                  {failedChecks > 0 ? (
                    <span className={shared.bad}>{say('data.checks.failed', { count: failedChecks })}</span>
                  ) : (
                    <span>{say(`data.state.${state}`)}</span>
                  )}
                </span>
                <span className={styles.versionAt}>
                  <ClockTime at={at} />
                  <bdi dir="ltr" className={shared.mono}>
                    {id.slice(0, 8)}
                  </bdi>
                </span>
              </button>
            </li>
          ))}
      </ul>
    </Panel>
  );
}
