import { useState } from 'react';
import type { ConnectionCandidate } from '../../../shared/models/connection';
import { Button } from '../../ui/button';
import { Chip } from '../../ui/chip';
import { CodeText } from '../../ui/code-text';
import { FailureState } from '../../ui/failure-state';
import { Checkbox } from '../../ui/switch';
import { useWords } from '../../ui/use-words';
import styles from './add-dialog.module.css';
import { TestReport } from './test-report';

export type CandidateProps = { readonly candidate: ConnectionCandidate; readonly chosen: boolean; readonly onChoose: (on: boolean) => void };

/** One context: where it leads, and what is wrong with it. */
export function Candidate({ candidate: { id, target, namespace, current, connection, failure }, chosen, onChoose }: CandidateProps) {
  const say = useWords();
  const [testing, setTesting] = useState(false);
  const reason = connection !== null ? say('connections.add.there') : failure ? say('connections.add.broken') : null;
  return (
    <li className={styles.candidate}>
      <div className={styles.line}>
        <Checkbox label={target.context} checked={chosen && reason === null} reason={reason} onChange={onChoose} />
        <div className={styles.facts}>
          <CodeText>{target.server}</CodeText>
          <span className={styles.from}>
            <bdi>{target.user}</bdi>
            <span>
              <CodeText>{target.source}</CodeText>
            </span>
            {namespace !== null && <span>{say('connections.add.namespace', { namespace })}</span>}
          </span>
        </div>
        <span className={styles.marks}>
          {current && <Chip>{say('connections.add.current')}</Chip>}
          {target.insecure && (
            <Chip tone="bad" mark="warn">
              {say('connections.insecure')}
            </Chip>
          )}
          {!failure && !testing && (
            <Button size="s" kind="quiet" aria-label={say('connections.add.test', { name: target.context })} onClick={() => setTesting(true)}>
              {say('connections.test')}
            </Button>
          )}
        </span>
      </div>
      {failure && <FailureState compact failure={failure} told={[target.context, target.source, target.user]} />}
      {testing && <TestReport subject={{ kind: 'candidate', id }} />}
    </li>
  );
}
