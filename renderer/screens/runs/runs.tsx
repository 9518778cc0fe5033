import { useNavigate } from '@tanstack/react-router';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useAddress } from '../../data/address';
import { useRequest, useChange } from '../../data/request';
import { markInteractive } from '../../data/marks';
import { type RunPages, useRunPages } from '../../data/run-pages';
import type { Here } from '../../data/workspace';
import { compareAddress } from '../../data/workspace-address';
import { type Action, useScreenActions } from '../../parts/actions';
import { CalmSea } from '../../parts/calm-sea';
import { ExportMenu } from '../../parts/export-menu';
import { KeyHints } from '../../parts/key-hints';
import { ScreenHeader } from '../../parts/screen-header';
import { WorkspaceGate } from '../../parts/workspace-gate';
import { Button } from '../../ui/button';
import { ConfirmDialog } from '../../ui/confirm-dialog';
import { EmptyState } from '../../ui/empty-state';
import { FailureState } from '../../ui/failure-state';
import { FilterIcon, RemoveIcon, ResumeIcon } from '../../ui/icons';
import { LoadingState } from '../../ui/loading-state';
import { Panel } from '../../ui/panel';
import { useWords } from '../../ui/use-words';
import { readAll, runsTable } from './export-runs';
import { RunTable } from './run-table';
import styles from './runs.module.css';
import { select, useSelection } from './selection';
import { StartDialog } from './start-dialog';
import { Toolbar } from './toolbar';
import { isNarrowed, NO_FILTER, queryOf, shownColumns, viewState } from './view-state';

const HINTS = [
  { keys: 'up down', word: 'shell.palette.move' },
  { keys: 'Enter', word: 'shell.palette.open' },
  { keys: 'space', word: 'runs.hint.choose' },
  { keys: '/', word: 'shell.hint.find' },
] as const;
const NO_KEYS = { metrics: [], params: [] } as const;

/** Every run of the workspace, of our processes and of clients. */
export const Runs = () => <WorkspaceGate title="runs.title">{(here) => <RunsHere here={here} />}</WorkspaceGate>;

function RunsHere({ here }: { readonly here: Here }) {
  const say = useWords();
  const { connection } = here;
  const [state, set] = useAddress(viewState);
  const field = useRef<HTMLInputElement>(null);
  const keys = useRequest('runs.keys', { connection, experiment: state.experiment, match: '' }, { keep: true }).data ?? NO_KEYS;
  const columns = useMemo(() => shownColumns(state.columns, keys), [state.columns, keys]);
  const query = useMemo(() => queryOf(state, columns), [state, columns]);
  const pages = useRunPages(here, query);
  useRunsActions(field, () => set({ start: 'new' }, 'push'));
  useEffect(() => {
    if (pages.total !== null || pages.failure) markInteractive();
  }, [pages.total, pages.failure]);
  const narrowed = isNarrowed(state);
  const none = pages.total === 0 && !narrowed;
  return (
    <>
      <ScreenHeader
        title={say('runs.title')}
        lead={pages.total !== null && <output>{say(narrowed ? 'runs.count.match' : 'runs.count', { total: pages.total })}</output>}
      >
        <Chosen connection={connection} />
        {!none && (
          <ExportMenu name="runs" table={async () => runsTable(await readAll(connection, query), columns, say)} json={() => readAll(connection, query)} />
        )}
        <Button kind="primary" icon={ResumeIcon} onClick={() => set({ start: 'new' }, 'push')}>
          {say('runs.start')}
        </Button>
      </ScreenHeader>
      {!none && <Toolbar connection={connection} state={state} set={set} columns={columns} keys={keys} field={field} />}
      <Panel fill padded={false} hints={pages.slots.length > 0 && <KeyHints hints={HINTS} />}>
        {pages.total === null || none ? (
          <NoRuns pages={pages} onStart={() => set({ start: 'new' }, 'push')} />
        ) : (
          <>
            {pages.failure && here.lostAt === null && <FailureState compact failure={pages.failure} what={say('runs.unread')} onRetry={pages.again} />}
            <RunTable
              here={here}
              state={state}
              set={set}
              pages={pages}
              columns={columns}
              empty={
                <EmptyState
                  title={say('runs.no-match')}
                  text={say('runs.no-match.text')}
                  action={<Button onClick={() => set(NO_FILTER)}>{say('runs.filter.clear')}</Button>}
                />
              }
            />
          </>
        )}
      </Panel>
      {state.start !== null && <StartDialog connection={connection} from={state.start} onClose={() => set({ start: null })} />}
    </>
  );
}

function NoRuns({ pages, onStart }: { readonly pages: RunPages; readonly onStart: () => void }) {
  const say = useWords();
  if (pages.failure) return <FailureState failure={pages.failure} what={say('runs.unread')} onRetry={pages.again} />;
  if (pages.total === null) return <LoadingState what={say('runs.loading')} lines={6} />;
  return (
    <EmptyState
      art={<CalmSea />}
      title={say('runs.none')}
      text={say('runs.none.text')}
      action={
        <Button kind="primary" icon={ResumeIcon} onClick={onStart}>
          {say('runs.start')}
        </Button>
      }
    />
  );
}

/** What can be done with the runs that were chosen. */
function Chosen({ connection }: { readonly connection: string }) {
  const say = useWords();
  const navigate = useNavigate();
  const selected = useSelection(connection);
  const remove = useChange('runs.delete');
  const [asking, setAsking] = useState(false);
  if (selected.size === 0) return null;
  const compare = () => {
    const { to, params = {}, search = {} } = compareAddress(connection, [...selected]);
    void navigate({ to, params: { ...params }, search: { ...search } });
  };
  return (
    <span className={styles.chosen}>
      <Button kind="quiet" onClick={() => select(connection, new Set())}>
        {say('runs.chosen', { count: selected.size })}
      </Button>
      <Button icon={RemoveIcon} working={remove.isPending} onClick={() => setAsking(true)}>
        {say('runs.delete')}
      </Button>
      <Button reason={selected.size < 2 ? say('runs.compare.two') : null} onClick={compare}>
        {say('runs.compare')}
      </Button>
      <ConfirmDialog
        opened={asking}
        onClose={() => setAsking(false)}
        title={say('runs.delete.title', { count: selected.size })}
        confirmWord={say('runs.delete')}
        danger
        working={remove.isPending}
        onConfirm={() =>
          remove.mutate(
            { connection, runs: [...selected] },
            {
              onSuccess: () => {
                setAsking(false);
                select(connection, new Set());
              },
            },
          )
        }
      >
        {say('runs.delete.text')}
        {remove.error && <FailureState compact once failure={remove.error} />}
      </ConfirmDialog>
    </span>
  );
}

function useRunsActions(field: { readonly current: HTMLInputElement | null }, start: () => void): void {
  const newest = useRef(start);
  useEffect(() => {
    newest.current = start;
  });
  const actions = useMemo<readonly Action[]>(
    () => [
      { id: 'runs.find', word: 'runs.find', icon: FilterIcon, keys: '/', group: 'screen', menu: 'find', run: () => field.current?.focus() },
      { id: 'runs.start', word: 'runs.start', icon: ResumeIcon, keys: 'n', group: 'screen', run: () => newest.current() },
    ],
    [field],
  );
  useScreenActions(actions);
}
