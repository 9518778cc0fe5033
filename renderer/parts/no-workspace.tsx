import type { KnownWorkspace } from '../../shared/models/workspace';
import type { WordId } from '../../shared/words/words';
import { useChange } from '../data/request';
import { usePickWorkspace } from '../data/pick-workspace';
import type { Workspaces } from '../data/workspace';
import { Button } from '../ui/button';
import { CodeText } from '../ui/code-text';
import { EmptyState } from '../ui/empty-state';
import { FailureState } from '../ui/failure-state';
import { OpenFolderIcon, StartIcon } from '../ui/icons';
import { Panel } from '../ui/panel';
import { RelativeTime } from '../ui/time-texts';
import { useWords } from '../ui/use-words';
import { CalmSea } from './calm-sea';
import { ScreenHeader } from './screen-header';
import styles from './workspace-gate.module.css';

export type NoWorkspaceProps = {
  readonly title: WordId;
  readonly workspaces: Workspaces;
  /** The connection that the address names; null where it names none. */
  readonly asked: string | null;
};

/** Where no workspace is open: what one is, and the three ways to one. */
export function NoWorkspace({ title, workspaces: { open, known }, asked }: NoWorkspaceProps) {
  const say = useWords();
  const pick = usePickWorkspace();
  const sample = useChange('workspaces.openSample');
  const another = open !== null && asked !== null;
  const failure = pick.failure ?? sample.error;
  return (
    <>
      <ScreenHeader title={say(title)} />
      <Panel fill padded={false}>
        <EmptyState
          art={<CalmSea />}
          title={another ? say('workspace.other', { name: open.name }) : say('workspace.none')}
          text={say(another ? 'workspace.other.text' : 'workspace.none.text')}
          action={
            <div>
              <div className={styles.ways}>
                <Button kind="primary" icon={StartIcon} working={sample.isPending} onClick={() => sample.mutate({})}>
                  {say('workspace.open-sample')}
                </Button>
                <Button icon={OpenFolderIcon} onClick={pick.pick}>
                  {say('workspace.open-folder')}
                </Button>
              </div>
              {failure && <FailureState compact once failure={failure} what={say('workspace.open-failed')} />}
              {known.length > 0 && <Known known={known} />}
            </div>
          }
        />
      </Panel>
    </>
  );
}

/** Those that were open before, the newest first. */
function Known({ known }: { readonly known: readonly KnownWorkspace[] }) {
  const say = useWords();
  const open = useChange('workspaces.open');
  return (
    <>
      <ul className={styles.known} aria-label={say('workspace.recent')}>
        {known
          .toSorted((one, other) => other.lastOpenedAt - one.lastOpenedAt)
          .map(({ id, name, folder, lastOpenedAt, present }) => (
            <li key={id}>
              <span className={styles.where}>
                <strong>
                  <bdi>{name}</bdi>
                </strong>
                <CodeText>{folder}</CodeText>
              </span>
              <span className={styles.when}>{present ? <RelativeTime at={lastOpenedAt} /> : say('workspace.gone')}</span>
              <Button
                size="s"
                aria-label={say('workspace.open-named', { name })}
                working={open.isPending && open.variables.id === id}
                reason={present ? null : say('workspace.gone.text')}
                onClick={() => open.mutate({ id })}
              >
                {say('workspace.open')}
              </Button>
            </li>
          ))}
      </ul>
      {open.error && <FailureState compact once failure={open.error} what={say('workspace.open-failed')} />}
    </>
  );
}
