import type { ModelVersion } from '../../../shared/models/model';
import type { Here } from '../../data/workspace';
import { EditText } from '../../parts/edit-text';
import { Fact, Facts } from '../../ui/facts';
import { Panel } from '../../ui/panel';
import { ClockTime } from '../../ui/time-texts';
import { useWords } from '../../ui/use-words';

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
      <Facts ends>
        <Fact word={say('models.created')}>
          <ClockTime at={version.createdAt} />
        </Fact>
        {version.tags.map(({ key, value }) => (
          <Fact key={key} word={<bdi>{key}</bdi>}>
            <bdi dir="auto">{value}</bdi>
          </Fact>
        ))}
      </Facts>
    </Panel>
  );
}
