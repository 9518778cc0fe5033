import { useState } from 'react';
import { useRequest } from '../../data/request';
import { saveEvidence } from '../../data/save-evidence';
import { notify } from '../../parts/notices';
import { Button } from '../../ui/button';
import { CodeBlock } from '../../ui/code-block';
import { CodeText } from '../../ui/code-text';
import { Dialog } from '../../ui/dialog';
import { FailureState } from '../../ui/failure-state';
import { LoadingState } from '../../ui/loading-state';
import { useWords } from '../../ui/use-words';
import styles from './stages-panel.module.css';

export type EvidenceProps = {
  readonly connection: string;
  /** Of the check. */
  readonly n: number;
  readonly evidence: string;
  readonly title: string;
  readonly onClose: () => void;
};

/** What a stage found, as it is kept: its beginning to be read, and all of it to be saved. */
export function EvidenceDialog({ connection, n, evidence, title, onClose }: EvidenceProps) {
  const say = useWords();
  const { data, error } = useRequest('stages.evidence', { connection, n, evidence });
  return (
    <Dialog
      opened
      onClose={onClose}
      title={say('stages.evidence.of', { stage: title })}
      lead={<CodeText>{`sha256:${evidence}`}</CodeText>}
      size="l"
      footer={<SaveButton connection={connection} n={n} evidence={evidence} />}
    >
      {error && <FailureState compact failure={error} what={say('stages.evidence.unread')} />}
      {!data && !error && <LoadingState what={say('stages.evidence.loading')} />}
      {data && (
        <>
          <CodeBlock height="tall">{data.text}</CodeBlock>
          {!data.whole && <p className={styles.quiet}>{say('stages.evidence.beginning')}</p>}
        </>
      )}
    </Dialog>
  );
}

function SaveButton({ connection, n, evidence }: Omit<EvidenceProps, 'title' | 'onClose'>) {
  const say = useWords();
  const [isSaving, setSaving] = useState(false);
  const save = async () => {
    setSaving(true);
    const saved = await saveEvidence({ connection, n, evidence }, `evidence-${evidence.slice(0, 12)}.json`);
    setSaving(false);
    if (saved.state === 'failed') notify({ tone: 'bad', word: 'shell.notice.failed', failure: saved.failure });
    else if (saved.state === 'saved') notify({ tone: 'ok', word: 'stages.evidence.saved', values: { file: saved.name } });
  };
  return (
    <Button working={isSaving} onClick={() => void save()}>
      {say('stages.evidence.save')}
    </Button>
  );
}
