import { useIntl } from 'react-intl';
import type { RunRow } from '../../../shared/models/run';
import { useRequest } from '../../data/request';
import { useRunLive } from '../../data/run-live';
import type { Here } from '../../data/workspace';
import { runAddress } from '../../data/workspace-address';
import { AddressLink } from '../../parts/address-link';
import { RunState } from '../../parts/run-state';
import { FailureState } from '../../ui/failure-state';
import { LoadingState } from '../../ui/loading-state';
import { Meter } from '../../ui/meter';
import { Panel } from '../../ui/panel';
import { spanText } from '../../ui/time-text';
import { ElapsedTime } from '../../ui/time-texts';
import { useWords } from '../../ui/use-words';
import { AllLink } from './all-link';
import styles from './workspace.module.css';

const SHOWN = 6;

/** What trains now and what waits for its turn. */
export function TrainingPanel({ here }: { readonly here: Here }) {
  const say = useWords();
  const { data, error } = useRequest('runs.search', {
    connection: here.connection,
    experiment: null,
    conditions: [{ on: 'state', states: ['running', 'queued'] }],
    order: { by: 'started', key: null, descending: true },
    metrics: [],
    params: [],
    deleted: false,
    offset: 0,
    limit: SHOWN,
  });
  return (
    <Panel
      title={say('workspace.training')}
      beside={data && data.total > 0 && <span className={styles.quiet}>{say('workspace.training.count', { count: data.total })}</span>}
      aside={<AllLink to="/runs" />}
      padded={false}
    >
      {error && !data && <FailureState compact failure={error} />}
      {!data && !error && <LoadingState what={say('runs.loading')} lines={2} />}
      {data?.total === 0 && <p className={styles.nothing}>{say('workspace.training.none')}</p>}
      <ul className={styles.list}>
        {data?.rows.map((run) => (
          <Going key={run.id} here={here} run={run} />
        ))}
      </ul>
    </Panel>
  );
}

function Going({ here, run }: { readonly here: Here; readonly run: RunRow }) {
  const say = useWords();
  const intl = useIntl();
  const { now } = useRunLive(here, run.id);
  const done = now?.progress.done ?? null;
  const left = now?.progress.remainingMs ?? null;
  return (
    <li className={styles.going}>
      <AddressLink quiet className={styles.name} address={runAddress(here.connection, run.id)}>
        <bdi>{run.name}</bdi>
      </AddressLink>
      <RunState state={run.state} old={here.lostAt !== null} />
      <span className={styles.bar}>
        {run.state === 'running' && run.origin === 'process' && <Meter look="progress" share={done} label={say('runs.progress')} />}
      </span>
      <span className={styles.quiet}>
        {left !== null && here.lostAt === null
          ? say('runs.progress.left', { span: spanText(intl, left) })
          : run.startedAt !== null && <ElapsedTime since={run.startedAt} />}
      </span>
    </li>
  );
}
