import type { ActionRun } from '../../../shared/models/action';
import { sampleRuns } from '../../parts/plan-dialog/plan-samples';
import { RunView } from '../../parts/plan-dialog/run-view';
import { Panel } from '../../ui/panel';
import { useWords } from '../../ui/use-words';
import styles from './gallery.module.css';

const GOOD = 3;

/** Actions on their way, and one that is done. */
export const RunsSection = () => <Runs runs={sampleRuns.slice(0, GOOD)} />;
/** Every other way in which one ends. */
export const EndsSection = () => <Runs runs={sampleRuns.slice(GOOD)} />;

function Runs({ runs }: { readonly runs: readonly ActionRun[] }) {
  const say = useWords();
  return (
    <Panel title={say('gallery.runs')}>
      <div className={styles.three}>
        {runs.map((run) => (
          <div key={run.phase} className={styles.run}>
            <RunView run={run} />
          </div>
        ))}
      </div>
    </Panel>
  );
}
