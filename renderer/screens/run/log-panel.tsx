import { useMemo, useState } from 'react';
import { useLogSearch, useRunLog } from '../../data/run-log';
import { saveExport } from '../../parts/export-menu';
import { LogLines } from '../../parts/log-lines';
import { Button } from '../../ui/button';
import { CopyIcon, ExportIcon } from '../../ui/icons';
import { FailureState } from '../../ui/failure-state';
import { Panel } from '../../ui/panel';
import { SearchField } from '../../ui/search-field';
import { Segmented } from '../../ui/segmented';
import { StateMark } from '../../ui/state-mark';
import { useWords } from '../../ui/use-words';
import styles from './run.module.css';
import type { Page } from './use-run-page';

const STREAMS = ['all', 'err'] as const;
const MARKS = { opening: 'running', following: 'running', ended: 'stopped', lost: 'uncertain' } as const;

/** What the process writes, followed. A search goes through all of it, from the newest line back. */
export function LogPanel({ page: { here, run } }: { readonly page: Page }) {
  const say = useWords();
  const log = useRunLog(here, run.id);
  const [stream, setStream] = useState<(typeof STREAMS)[number]>('all');
  const [asked, setAsked] = useState('');
  const found = useLogSearch(here, run.id, asked);
  const lines = useMemo(() => (stream === 'all' ? log.lines : log.lines.filter((line) => line.stream === 'err')), [log.lines, stream]);
  const foundLines = useMemo(() => found.lines.map((line) => ({ ...line, gap: false })).toReversed(), [found.lines]);
  const searching = asked.trim() !== '';
  const older = log.total - log.lines.length;
  const text = () => (searching ? foundLines : lines).map((line) => line.text).join('\n');
  return (
    <Panel
      title={say('runs.log')}
      padded={false}
      beside={
        <Segmented
          label={say('runs.log.streams')}
          value={stream}
          segments={STREAMS.map((each) => ({ value: each, label: say(`runs.log.${each}`) }))}
          onChange={setStream}
        />
      }
      aside={
        <>
          <output className={styles.logState}>
            <StateMark shape={MARKS[log.state]} size={12} />
            {say(`runs.log.state.${log.state}`, { total: log.total })}
          </output>
          <div className={styles.logFind}>
            <SearchField label={say('runs.log.find')} value={asked} onChange={setAsked} />
          </div>
          {searching && (
            <output className={styles.logState} data-figures>
              {found.searching ? say('runs.log.searching') : say(found.more ? 'runs.log.found.more' : 'runs.log.found', { count: found.lines.length })}
            </output>
          )}
          <Button kind="quiet" size="s" icon={CopyIcon} onClick={() => void navigator.clipboard.writeText(text())}>
            {say('actions.copy')}
          </Button>
          <Button kind="quiet" size="s" icon={ExportIcon} onClick={() => void saveExport(`${run.name}-log`, 'txt', text())}>
            {say('runs.log.save')}
          </Button>
        </>
      }
    >
      {log.failure && here.lostAt === null && <FailureState compact failure={log.failure} what={say('runs.log.unread')} />}
      {found.failure && <FailureState compact failure={found.failure} />}
      {searching && found.more && (
        <Button kind="quiet" size="s" onClick={found.older}>
          {say('runs.log.older')}
        </Button>
      )}
      <LogLines
        key={searching ? `found ${asked.trim()}` : stream}
        lines={searching ? foundLines : lines}
        asked={searching ? asked.trim() : ''}
        empty={say(searching ? 'ui.none-found' : emptyWord(log.state, stream))}
        before={!searching && stream === 'all' && older > 0 ? say('runs.log.before', { count: older }) : null}
      />
    </Panel>
  );
}

/** Why there are no lines: a log that is still followed may have some yet. */
function emptyWord(state: keyof typeof MARKS, stream: (typeof STREAMS)[number]) {
  if (state === 'opening') return 'runs.log.opening';
  if (stream === 'err') return 'runs.log.no-errors';
  return state === 'ended' ? 'runs.log.empty' : 'runs.log.nothing-yet';
}
