import { useParams } from '@tanstack/react-router';
import { type ReactNode, useEffect, useMemo, useState } from 'react';
import { useIntl } from 'react-intl';
import type { WordId } from '../../shared/words/words';
import { markInteractive } from '../data/marks';
import { type Here, useWorkspaces, type Workspaces } from '../data/workspace';
import { useWorkspaceChanges } from '../data/workspace-changes';
import { Banner } from '../ui/banner';
import { useClock } from '../ui/clock';
import { FailureState } from '../ui/failure-state';
import { LoadingState } from '../ui/loading-state';
import { whenText } from '../ui/time-text';
import { useWords } from '../ui/use-words';
import { NoWorkspace } from './no-workspace';
import styles from './workspace-gate.module.css';

export type WorkspaceGateProps = {
  /** The screen's title, where there is no workspace to show. */
  readonly title: WordId;
  readonly children: (here: Here) => ReactNode;
};

/** Shows what is in the open workspace; where none is open, or another than the address names, says so and offers to open one. */
export function WorkspaceGate({ title, children }: WorkspaceGateProps) {
  const workspaces = useWorkspaces();
  const asked = useAskedConnection();
  const here = useHere(workspaces);
  const { open, told, failure } = workspaces;
  const say = useWords();
  useEffect(() => {
    if (told || failure) markInteractive();
  }, [told, failure]);
  if (failure && !open) return <FailureState failure={failure} what={say('workspace.failed')} />;
  if (!told) return <LoadingState what={say('workspace.loading')} />;
  if (!open || !here || (asked !== null && asked !== open.connection)) return <NoWorkspace title={title} workspaces={workspaces} asked={asked} />;
  if (open.state === 'opening') return <LoadingState what={say('workspace.opening', { name: open.name })} since={open.since} lines={6} />;
  return (
    <Open key={here.connection} here={here} workspaces={workspaces}>
      {children}
    </Open>
  );
}

type OpenProps = { readonly here: Here; readonly workspaces: Workspaces; readonly children: (here: Here) => ReactNode };

function Open({ here, workspaces: { open }, children }: OpenProps) {
  useWorkspaceChanges(here);
  return (
    <>
      {here.lostAt !== null && <Lost at={here.lostAt} />}
      {open?.state === 'open' && open.failure && (
        <div className={styles.above}>
          <FailureState compact failure={open.failure} />
        </div>
      )}
      {children(here)}
    </>
  );
}

/** The connection that the address names. */
function useAskedConnection(): string | null {
  const { connection }: { readonly connection?: string } = useParams({ strict: false });
  return connection ?? null;
}

function useHere({ open, lostAt }: Workspaces): Here | null {
  const connection = open?.connection ?? null;
  const away = open && open.state !== 'open' ? open.since : lostAt;
  // When the engine last came up: a loss changes nothing, so that what was shown stays.
  const [epoch, setEpoch] = useState(0);
  if (open?.state === 'open' && open.since !== epoch) setEpoch(open.since);
  return useMemo(() => (connection === null ? null : { connection, epoch, lostAt: away }), [connection, epoch, away]);
}

/** Nothing new comes: since when, so that nobody takes old for new. */
function Lost({ at }: { readonly at: number }) {
  const say = useWords();
  const intl = useIntl();
  const text = useClock((now) => say('workspace.lost', { at: whenText(intl, at, now, true) }));
  return (
    <div className={styles.above}>
      <Banner tone="warn" title={text}>
        {say('workspace.lost.text')}
      </Banner>
    </div>
  );
}
