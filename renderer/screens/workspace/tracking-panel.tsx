import type { OpenWorkspace } from '../../../shared/models/workspace';
import { CopyButton } from '../../parts/copy-button';
import { CodeBlock } from '../../ui/code-block';
import { CodeText } from '../../ui/code-text';
import { Fact, Facts } from '../../ui/facts';
import { Panel } from '../../ui/panel';
import { useWords } from '../../ui/use-words';
import { trackingSnippet } from './snippet';
import styles from './workspace.module.css';

/** Where MLflow clients of this machine log to. */
export function TrackingPanel({ open: { trackingUri, tokenFile } }: { readonly open: OpenWorkspace }) {
  const say = useWords();
  if (trackingUri === null || tokenFile === null) {
    return (
      <Panel title={say('workspace.tracking')}>
        <p className={styles.quiet}>{say('workspace.tracking.off')}</p>
      </Panel>
    );
  }
  const snippet = trackingSnippet(trackingUri, tokenFile);
  return (
    <Panel title={say('workspace.tracking')} aside={<CopyButton text={snippet} label={say('workspace.tracking.copy')} />}>
      <p className={styles.quiet}>{say('workspace.tracking.text')}</p>
      <div className={styles.snippet}>
        <CodeBlock wrap>{snippet}</CodeBlock>
      </div>
      <Facts>
        <Fact word={say('workspace.tracking.token')}>
          <CodeText wrap>{tokenFile}</CodeText>
        </Fact>
      </Facts>
    </Panel>
  );
}
