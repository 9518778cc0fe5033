import type { ModelVersion } from '../../../shared/models/model';
import type { Here } from '../../data/workspace';
import { EditText } from '../../parts/edit-text';
import { Panel } from '../../ui/panel';
import { ClockTime } from '../../ui/time-texts';
import { useWords } from '../../ui/use-words';
import styles from './model-version.module.css';

/** What people say of it. */
export function AboutPanel({ here: { connection }, version }: { readonly here: Here; readonly version: ModelVersion }) {
  const say = useWords();
  return (
    <Panel title={say('models.about')}>
      <EditText
        label={say('models.description')}
        value={version.description}
        empty={say('models.description.none')}
        verb="models.describe"
        inputOf={(description) => ({ connection, model: version.model, version: version.version, description })}
      />
      <dl className={styles.facts}>
        <div>
          <dt>{say('models.created')}</dt>
          <dd>
            <ClockTime at={version.createdAt} />
          </dd>
        </div>
        {version.tags.map(({ key, value }) => (
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
