import { Link } from '@tanstack/react-router';
import { CalmSea } from '../../parts/calm-sea';
import { ConnectionLines } from '../../parts/connection-lines';
import { Button } from '../../ui/button';
import { buttonLook } from '../../ui/button-look';
import { EmptyState } from '../../ui/empty-state';
import { FailureState } from '../../ui/failure-state';
import { LoadingState } from '../../ui/loading-state';
import { useWords } from '../../ui/use-words';
import styles from './table-state.module.css';
import type { Deliveries } from './use-deliveries';

const enabledOf = ({ connections }: Deliveries) => connections.list.filter(({ enabled }) => enabled);
const isLive = (deliveries: Deliveries, id: string) => deliveries.freshnessOf(id)?.state === 'live';
const isTrying = (deliveries: Deliveries, id: string) => {
  const state = deliveries.freshnessOf(id)?.state;
  return state === undefined || state === 'connecting' || state === 'idle';
};

/** Without rows: whether it is known by now why. */
export function hasTableState(deliveries: Deliveries): boolean {
  const { connections, live } = deliveries;
  if (live.failure || (connections.known && connections.list.length === 0)) return true;
  return live.complete && !enabledOf(deliveries).some(({ id }) => isTrying(deliveries, id));
}

/** What there is instead of rows, and why: nothing set up, not read yet, not readable, nothing there, or nothing that matches. */
export function TableState({ deliveries, onClear }: { readonly deliveries: Deliveries; readonly onClear?: () => void }) {
  const say = useWords();
  const { connections, live, rows } = deliveries;
  const failure = live.failure ?? connections.failure;
  if (failure) return <FailureState failure={failure} what={say('deliveries.failed')} />;
  if (rows.total > 0) {
    return (
      <EmptyState
        title={say('deliveries.empty.no-match')}
        text={say('deliveries.empty.no-match.text', { total: rows.total })}
        action={onClear && <Button onClick={onClear}>{say('deliveries.filter.clear')}</Button>}
      />
    );
  }
  if (connections.known && connections.list.length === 0) return <NoConnections />;
  const enabled = enabledOf(deliveries);
  if (!hasTableState(deliveries)) return <LoadingState what={say('deliveries.empty.connecting', { count: Math.max(1, enabled.length) })} lines={6} />;
  const answered = enabled.filter(({ id }) => isLive(deliveries, id));
  if (answered.length === enabled.length && enabled.length > 0) {
    return <EmptyState art={<CalmSea />} title={say('deliveries.empty.nothing')} text={say('deliveries.empty.nothing.text', { count: enabled.length })} />;
  }
  return <Unread deliveries={deliveries} />;
}

function NoConnections() {
  const say = useWords();
  return (
    <EmptyState
      art={<CalmSea />}
      title={say('deliveries.empty.no-connections')}
      text={say('deliveries.empty.no-connections.text')}
      action={
        <Link to="/connections" search={{ add: 'yes' }} className={buttonLook({ kind: 'primary' })}>
          {say('deliveries.empty.add')}
        </Link>
      }
    />
  );
}

function Unread({ deliveries }: { readonly deliveries: Deliveries }) {
  const say = useWords();
  return (
    <EmptyState
      title={say('deliveries.empty.unread')}
      text={say('deliveries.empty.unread.text')}
      action={
        <div className={styles.lines}>
          <ConnectionLines connections={deliveries.connections.list} />
        </div>
      }
    />
  );
}
