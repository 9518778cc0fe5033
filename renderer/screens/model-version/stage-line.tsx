import { useState } from 'react';
import { type Finding, findingWords, STAGES, type StageOutcome, type StageResult } from '../../../shared/models/stage';
import { Button } from '../../ui/button';
import { FailureState } from '../../ui/failure-state';
import { Meter } from '../../ui/meter';
import { type MarkShape, StateMark } from '../../ui/state-mark';
import { useWords } from '../../ui/use-words';
import { VisuallyHidden } from '../../ui/visually-hidden';
import { EvidenceDialog } from './evidence-dialog';
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
