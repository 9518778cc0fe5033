import { bridge } from '../../data/bridge';
import { useCandidates } from '../../data/watch';
import { CalmSea } from '../../parts/calm-sea';
import { Button } from '../../ui/button';
import { EmptyState } from '../../ui/empty-state';
import { useWords } from '../../ui/use-words';
import styles from './connections.module.css';
import { SourceFaults } from './source-faults';

/** Nothing is set up yet: what there is to choose from, or where to put it. */
export function FirstRun({ onAdd, onStore }: { readonly onAdd: () => void; readonly onStore: () => void }) {
  const say = useWords();
  const { value } = useCandidates();
  const count = value?.candidates.length ?? 0;
  const sources = value?.sources ?? [];
  // A file that is not there is no fault as long as nothing is set up: the text says where was looked.
  const faulty = sources.filter(({ failure }) => failure?.detail.reason !== 'kubeconfig-missing');
  const chooseFile = (
    <Button kind={count === 0 ? 'primary' : 'plain'} onClick={() => void bridge.command('add-kubeconfig')}>
      {say('connections.add.file')}
    </Button>
  );
  return (
    <EmptyState
      art={<CalmSea />}
      title={say('connections.empty.title')}
      text={
        <>
          {count > 0 ? say('connections.empty.found', { count }) : say('connections.empty.missing')}
          {count === 0 && sources.length > 0 && ` ${say('connections.empty.looked', { sources: sources.map(({ name }) => name).join(', ') })}`}
        </>
      }
      action={
        <div className={styles.firstRun}>
          <div className={styles.deeds}>
            {count > 0 && (
              <Button kind="primary" onClick={onAdd}>
                {say('connections.add')}
              </Button>
            )}
            {chooseFile}
            <Button kind="quiet" onClick={onStore}>
              {say('objects.add')}
            </Button>
          </div>
          <SourceFaults sources={faulty} />
        </div>
      }
    />
  );
}
