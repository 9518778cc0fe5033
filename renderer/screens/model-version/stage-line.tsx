import { useState } from 'react';
import { type Finding, findingWords, STAGES, type StageOutcome, type StageResult } from '../../../shared/models/stage';
import { useRequest } from '../../data/request';
import { saveExport } from '../../parts/export-menu';
import { Button } from '../../ui/button';
import { CodeText } from '../../ui/code-text';
import { Dialog } from '../../ui/dialog';
import { FailureState } from '../../ui/failure-state';
import { LoadingState } from '../../ui/loading-state';
import { Meter } from '../../ui/meter';
import { type MarkShape, StateMark } from '../../ui/state-mark';
import { useWords } from '../../ui/use-words';
import { VisuallyHidden } from '../../ui/visually-hidden';
import styles from './stages-panel.module.css';

const SHAPES: Readonly<Record<StageResult['state'], MarkShape>> = {
  waiting: 'stale',
  running: 'running',
  pass: 'ok',
  fail: 'bad',
  inconclusive: 'inconclusive',
};

export type StageLineProps = {
  readonly connection: string;
  /** Of the check. */
  readonly n: number;
  readonly result: StageResult;
  /** Of the stage that runs. */
  readonly progress: number | null;
};

/** One stage: how it ended, what it found, and its evidence. */
export function StageLine({ connection, n, result, progress }: StageLineProps) {
  const say = useWords();
  const [isOpen, setOpen] = useState(false);
  const { stage, state, startedAt, endedAt, findings, evidence } = result;
  const name = say(`stages.stage.${stage}`);
  return (
    <li className={styles.stage}>
      <div className={styles.head}>
        <StateMark shape={SHAPES[state]} />
        <h3 className={styles.name}>{name}</h3>
        <span>{say(`stages.state.${state}`)}</span>
        {startedAt !== null && endedAt !== null && (
          <bdi className={styles.quiet}>{say('stages.took', { seconds: ((endedAt - startedAt) / 1_000).toFixed(1) })}</bdi>
        )}
        {evidence !== null && (
          <span className={styles.end}>
            <Button kind="quiet" size="s" aria-label={say('stages.evidence.of', { stage: name })} onClick={() => setOpen(true)}>
              {say('stages.evidence')}
            </Button>
          </span>
        )}
      </div>
      {state === 'running' && (
        <div className={styles.progress}>
          <Meter look="progress" share={progress} label={name} />
        </div>
      )}
      {findings.length > 0 && (
        <ul className={styles.findings}>
          {findings.map((finding) => (
            <FindingRow key={finding.id} finding={finding} />
          ))}
        </ul>
      )}
      {isOpen && evidence !== null && <EvidenceDialog connection={connection} n={n} evidence={evidence} title={name} onClose={() => setOpen(false)} />}
    </li>
  );
}

function FindingRow({ finding }: { readonly finding: Finding }) {
  const say = useWords();
  const words = findingWords(finding);
  const { outcome, values, failure } = finding;
  const before = STAGES.find((stage) => stage === values['stage']);
  return (
    <li className={styles.finding}>
      <StateMark shape={SHAPES[outcome]} size={13} />
      <span>
        {say(words.name)}
        <VisuallyHidden>{say(`stages.state.${outcome satisfies StageOutcome}`)}</VisuallyHidden>
      </span>
      <div className={styles.found}>
        <span>{say(words.says, before ? { stage: say(`stages.stage.${before}`) } : values)}</span>
        {failure && <FailureState compact once failure={failure} marked={false} />}
      </div>
    </li>
  );
}

type EvidenceProps = { readonly connection: string; readonly n: number; readonly evidence: string; readonly title: string; readonly onClose: () => void };

/** What a stage found, in full, as it is kept. */
function EvidenceDialog({ connection, n, evidence, title, onClose }: EvidenceProps) {
  const say = useWords();
  const { data, error } = useRequest('stages.evidence', { connection, n, evidence });
  return (
    <Dialog
      opened
      onClose={onClose}
      title={say('stages.evidence.of', { stage: title })}
      lead={<CodeText>{`sha256:${evidence}`}</CodeText>}
      size="l"
      footer={
        data?.whole && <Button onClick={() => void saveExport(`evidence-${evidence.slice(0, 12)}`, 'json', data.text)}>{say('stages.evidence.save')}</Button>
      }
    >
      {error && <FailureState compact failure={error} what={say('stages.evidence.unread')} />}
      {!data && !error && <LoadingState what={say('stages.evidence.loading')} />}
      {data && (
        <>
          {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what is scrolled must be reached by keys */}
          <pre className={styles.evidence} dir="ltr" tabIndex={0}>
            {data.text}
          </pre>
          {!data.whole && <p className={styles.quiet}>{say('stages.evidence.beginning')}</p>}
        </>
      )}
    </Dialog>
  );
}
