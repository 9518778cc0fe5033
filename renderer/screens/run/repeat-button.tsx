import { useNavigate } from '@tanstack/react-router';
import { useChange } from '../../data/request';
import { runAddress } from '../../data/workspace-address';
import { Button } from '../../ui/button';
import { Dialog } from '../../ui/dialog';
import { FailureState } from '../../ui/failure-state';
import { ReloadIcon } from '../../ui/icons';
import { Menu } from '../../ui/menu';
import { useWords } from '../../ui/use-words';
import styles from './run.module.css';
import type { Page } from './use-run-page';

/** Runs it again: exactly, by what is on record, or with other parameters. */
export function RepeatButton({ page: { here, run } }: { readonly page: Page }) {
  const say = useWords();
  const navigate = useNavigate();
  const repeat = useChange('runs.repeat');
  if (run.origin !== 'process') return null;
  const go = (id: string) => {
    const { to, params = {} } = runAddress(here.connection, id);
    void navigate({ to, params: { ...params }, search: { against: run.id } });
  };
  const again = () => repeat.mutate({ connection: here.connection, run: run.id }, { onSuccess: ({ run: made }) => made !== null && go(made) });
  const missing = repeat.data?.run === null ? repeat.data.missing : [];
  const open = repeat.error !== null || missing.length > 0;
  return (
    <>
      <Menu
        label={say('runs.repeat')}
        side="end"
        entries={[
          { id: 'exactly', word: say('runs.repeat.exactly'), onPress: again },
          { id: 'changed', word: say('runs.repeat.changed'), onPress: () => void navigate({ to: '/runs', search: { start: run.id } }) },
        ]}
        target={
          <Button icon={ReloadIcon} working={repeat.isPending} reason={here.lostAt === null ? null : say('workspace.lost.deed')}>
            {say('runs.repeat')}
          </Button>
        }
      />
      <Dialog opened={open} onClose={repeat.reset} title={say('runs.repeat.refused')} size="s">
        <div className={styles.stack}>
          {missing.length > 0 && <p>{say('runs.repeat.refused.text')}</p>}
          {[...(repeat.error ? [repeat.error] : []), ...missing].map((failure) => (
            <FailureState key={JSON.stringify(failure)} compact once failure={failure} />
          ))}
        </div>
      </Dialog>
    </>
  );
}
