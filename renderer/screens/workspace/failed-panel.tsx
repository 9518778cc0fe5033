import { useRequest } from '../../data/request';
import type { Here } from '../../data/workspace';
import { runAddress } from '../../data/workspace-address';
import { AddressLink } from '../../parts/address-link';
import { RunState } from '../../parts/run-state';
import { Panel } from '../../ui/panel';
import { RelativeTime } from '../../ui/time-texts';
import { useWords } from '../../ui/use-words';
import { AllLink } from './all-link';
import styles from './workspace.module.css';

const SHOWN = 4;

/** The newest runs that failed; nothing where none did. */
export function FailedPanel({ here: { connection } }: { readonly here: Here }) {
  const say = useWords();
  const { data } = useRequest('runs.search', {
    connection,
    experiment: null,
    conditions: [{ on: 'state', states: ['failed'] }],
    order: { by: 'ended', key: null, descending: true },
    metrics: [],
    params: [],
    deleted: false,
    offset: 0,
    limit: SHOWN,
  });
  if (!data || data.total === 0) return null;
  return (
    <Panel
      title={say('workspace.failed-runs')}
      beside={<span className={styles.quiet}>{say('workspace.failed-runs.count', { count: data.total })}</span>}
      aside={<AllLink to="/runs" search={{ state: 'failed' }} />}
      padded={false}
    >
      <ul className={styles.list}>
        {data.rows.map(({ id, name, state, endedAt, entryPoint }) => (
          <li key={id} className={styles.line}>
            <AddressLink quiet className={styles.name} address={runAddress(connection, id)}>
              <bdi>{name}</bdi>
            </AddressLink>
            <RunState state={state} />
            <span className={styles.quiet}>{entryPoint !== null && <bdi>{entryPoint}</bdi>}</span>
            <span className={styles.end}>{endedAt !== null && <RelativeTime at={endedAt} />}</span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
