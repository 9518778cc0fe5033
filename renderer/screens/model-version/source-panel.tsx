import type { ModelVersion } from '../../../shared/models/model';
import type { Here } from '../../data/workspace';
import { datasetAddress, runAddress } from '../../data/workspace-address';
import { AddressLink } from '../../parts/address-link';
import { shortId } from '../../parts/metric-text';
import { CodeText } from '../../ui/code-text';
import { Fact, Facts } from '../../ui/facts';
import { Panel } from '../../ui/panel';
import { useWords } from '../../ui/use-words';
import styles from './model-version.module.css';

/** What it was made of: the run, the code, the data by digest. */
export function SourcePanel({ here: { connection }, version }: { readonly here: Here; readonly version: ModelVersion }) {
  const say = useWords();
  return (
    <Panel title={say('models.made-from')}>
      <Facts ends>
        <Fact word={say('models.run')}>
          {version.run === null ? (
            say('models.run.none')
          ) : (
            <AddressLink address={runAddress(connection, version.run)}>
              <bdi>{version.runName ?? shortId(version.run)}</bdi>
            </AddressLink>
          )}
        </Fact>
        <Fact word={say('models.commit')}>{version.commit === null ? say('models.commit.none') : <CodeText>{shortId(version.commit)}</CodeText>}</Fact>
        <Fact word={say('models.source')}>
          <CodeText wrap>{version.source}</CodeText>
        </Fact>
      </Facts>
      <h3 className={styles.heading}>{say('models.datasets')}</h3>
      {version.datasets.length === 0 ? (
        <p className={styles.quiet}>{say('models.datasets.none')}</p>
      ) : (
        <ul className={styles.datasets}>
          {version.datasets.map(({ name, digest, version: own, context }) => (
            <li key={`${name} ${digest} ${context}`}>
              {own === null ? (
                <bdi>{name}</bdi>
              ) : (
                <AddressLink address={datasetAddress(connection, name, own)}>
                  <bdi>{name}</bdi>
                </AddressLink>
              )}
              {context !== null && <bdi className={styles.quiet}>{context}</bdi>}
              <CodeText>{shortId(digest)}</CodeText>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
