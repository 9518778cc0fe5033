import { sampleRuns } from '../../parts/plan-dialog/plan-samples';
import { RunView } from '../../parts/plan-dialog/run-view';
import { Panel } from '../../ui/panel';
import { useWords } from '../../ui/use-words';
import styles from './gallery.module.css';

/** Every way that a run can be. */
export function RunsSection() {
  const say = useWords();
  return (
    <Panel title={say('gallery.runs')}>
      <div className={styles.three}>
        {sampleRuns.map((run) => (
          <div key={run.phase} className={styles.run}>
            <RunView run={run} />
          </div>
        ))}
      </div>
    </Panel>
  );
}
