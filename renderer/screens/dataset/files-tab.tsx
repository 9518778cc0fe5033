import { useIntl } from 'react-intl';
import type { DatasetVersion } from '../../../shared/models/dataset';
import type { Here } from '../../data/workspace';
import { runAddress } from '../../data/workspace-address';
import { AddressLink } from '../../parts/address-link';
import { CopyButton } from '../../parts/copy-button';
import { shortId } from '../../parts/metric-text';
import { bytesText } from '../../ui/bytes-text';
import { CodeText } from '../../ui/code-text';
import { Panel } from '../../ui/panel';
import { useWords } from '../../ui/use-words';
import styles from './dataset.module.css';

/** The files of the version by digest, who wrote it, and which runs read it. */
export function FilesTab({ here: { connection }, version }: { readonly here: Here; readonly version: DatasetVersion }) {
  const say = useWords();
  const intl = useIntl();
  return (
    <>
      <Panel title={say('data.digest')}>
        <div className={styles.digest}>
          <CodeText wrap>{`sha256:${version.digest}`}</CodeText>
          <CopyButton text={`sha256:${version.digest}`} label={say('data.digest.copy')} />
        </div>
      </Panel>
      <Panel title={say('data.tab.files')} beside={<span className={styles.quiet}>{intl.formatNumber(version.paths.length)}</span>} padded={false}>
        <ul className={styles.files}>
          {version.paths.map(({ path, bytes, digest }) => (
            <li key={path}>
              <CodeText>{path}</CodeText>
              <bdi>{bytesText(intl, bytes)}</bdi>
              <CodeText>{shortId(digest)}</CodeText>
            </li>
          ))}
        </ul>
      </Panel>
      <Panel title={say('data.read-by')}>
        {version.producedBy !== null && (
          <p>
            {say('data.produced-by')} <AddressLink address={runAddress(connection, version.producedBy)}>{shortId(version.producedBy)}</AddressLink>
          </p>
        )}
        {version.readBy.length === 0 ? (
          <p className={styles.quiet}>{say('data.read-by.none')}</p>
        ) : (
          <ul className={styles.readers}>
            {version.readBy.map(({ run, name }) => (
              <li key={run}>
                <AddressLink address={runAddress(connection, run)}>
                  <bdi>{name}</bdi>
                </AddressLink>
              </li>
            ))}
          </ul>
        )}
      </Panel>
    </>
  );
}
