import { useIntl } from 'react-intl';
import type { ModelVersion } from '../../../shared/models/model';
import { metricText } from '../../parts/metric-text';
import { Panel } from '../../ui/panel';
import { useWords } from '../../ui/use-words';
import styles from './model-version.module.css';

/** What its run measured, and with what parameters. */
export function MeasuredPanel({ version: { metrics, params } }: { readonly version: ModelVersion }) {
  const say = useWords();
  const intl = useIntl();
  const measured = Object.entries(metrics);
  const set = Object.entries(params);
  if (measured.length === 0 && set.length === 0) return null;
  return (
    <Panel title={say('models.measured')}>
      <dl className={styles.facts}>
        {measured.map(([key, value]) => (
          <div key={key}>
            <dt>
              <bdi>{key}</bdi>
            </dt>
            <dd>
              <strong>
                <bdi>{metricText(intl, value)}</bdi>
              </strong>
            </dd>
          </div>
        ))}
      </dl>
      {set.length > 0 && <h3 className={styles.heading}>{say('runs.params')}</h3>}
      <dl className={styles.facts}>
        {set.map(([key, value]) => (
          <div key={key}>
            <dt>
              <bdi>{key}</bdi>
            </dt>
            <dd>
              <bdi dir="auto">{value}</bdi>
            </dd>
          </div>
        ))}
      </dl>
    </Panel>
  );
}
