import type { ActionRun } from '../../shared/models/action';
import { isUnderWay, useActionRuns } from '../data/use-action';
import { EntityLink } from '../parts/entity-link';
import { deedWord } from '../parts/deed-word';
import { Spinner } from '../ui/spinner';
import { ElapsedTime } from '../ui/time-texts';
import { useWords } from '../ui/use-words';
import styles from './status-bar.module.css';

/** Actions on their way, in sight whatever screen is open: the newest by name, the others counted. */
export function RunsUnderWay() {
  const say = useWords();
  const runs = useActionRuns().filter(isUnderWay);
  const [newest] = runs;
  return (
    <output className={styles.run}>
      {newest && (
        <>
          <Spinner size={12} />
          <RunLine run={newest} />
          {runs.length > 1 && say('actions.runs.more', { count: runs.length - 1 })}
        </>
      )}
    </output>
  );
}

function RunLine({ run: { target, request, startedAt } }: { readonly run: ActionRun }) {
  const say = useWords();
  const { connection, kind, id, name } = target;
  return (
    <EntityLink entity={{ connection, kind, id }} className={styles.runLink}>
      <bdi>{name}</bdi>: {deedWord(say, request.action)}
      {say('ui.list.comma')}
      <ElapsedTime since={startedAt} />
    </EntityLink>
  );
}
