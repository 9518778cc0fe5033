import { useIntl } from 'react-intl';
import type { ModelVersion } from '../../../shared/models/model';
import { metricText } from '../../parts/metric-text';
import { Fact, Facts } from '../../ui/facts';
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
      <Facts ends>
        {measured.map(([key, value]) => (
          <Fact key={key} word={<bdi>{key}</bdi>}>
            <strong>
              <bdi>{metricText(intl, value)}</bdi>
            </strong>
          </Fact>
        ))}
      </Facts>
      {set.length > 0 && <h3 className={styles.heading}>{say('runs.params')}</h3>}
      <Facts ends>
        {set.map(([key, value]) => (
          <Fact key={key} word={<bdi>{key}</bdi>}>
            <bdi dir="auto">{value}</bdi>
          </Fact>
        ))}
      </Facts>
    </Panel>
  );
}
