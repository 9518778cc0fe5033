import { useIntl } from 'react-intl';
import type { ModelVersion } from '../../../shared/models/model';
import { useChange } from '../../data/request';
import type { Here } from '../../data/workspace';
import { CopyButton } from '../../parts/copy-button';
import { IntegrityMark } from '../../parts/integrity-mark';
import { Button } from '../../ui/button';
import { bytesText } from '../../ui/bytes-text';
import { CodeText } from '../../ui/code-text';
import { FailureState } from '../../ui/failure-state';
import { Panel } from '../../ui/panel';
import { RelativeTime } from '../../ui/time-texts';
import { useWords } from '../../ui/use-words';
import styles from './model-version.module.css';

/** The digest of all its bytes, when they were last read against it, and the button that does it now. */
export function IntegrityPanel({ here, version }: { readonly here: Here; readonly version: ModelVersion }) {
  const say = useWords();
  const intl = useIntl();
  const verify = useChange('models.verify');
  const integrity = verify.data ?? version.integrity;
  const { connection } = here;
  const flavors = version.flavors.filter((flavor) => flavor !== version.format);
  return (
    <Panel
      title={say('models.bytes')}
      beside={<IntegrityMark state={integrity.state} />}
      aside={
        <>
          {integrity.checkedAt !== null && (
            <span>
              {say('models.checked')} <RelativeTime at={integrity.checkedAt} />
            </span>
          )}
          <Button
            size="s"
            working={verify.isPending}
            reason={here.lostAt !== null ? say('workspace.lost.deed') : version.digest === null ? say('models.no-digest') : null}
            onClick={() => verify.mutate({ connection, model: version.model, version: version.version })}
          >
            {say('models.verify')}
          </Button>
        </>
      }
    >
      {version.digest === null ? (
        <p className={styles.quiet}>{say('models.no-digest')}</p>
      ) : (
        <div className={styles.digest}>
          <CodeText wrap>{`sha256:${version.digest}`}</CodeText>
          <CopyButton text={`sha256:${version.digest}`} label={say('models.digest.copy')} />
        </div>
      )}
      <p className={styles.quiet}>
        {say('models.files.count', { count: version.files.length })}
        {version.bytes !== null && ` · ${bytesText(intl, version.bytes)}`}
        {` · ${say(`models.format.${version.format}`)}`}
        {flavors.length > 0 && ` · ${flavors.join(say('ui.list.comma'))}`}
      </p>
      {verify.error && <FailureState compact once failure={verify.error} what={say('models.verify.failed')} />}
    </Panel>
  );
}
