import { useMemo } from 'react';
import { useIntl } from 'react-intl';
import type { SeenRequest, Service } from '../../../shared/models/service';
import { useSeenRequests } from '../../data/service-figures';
import { CodeText } from '../../ui/code-text';
import { EmptyState } from '../../ui/empty-state';
import { FailureState } from '../../ui/failure-state';
import { LoadingState } from '../../ui/loading-state';
import type { TableColumn } from '../../ui/table-column';
import { useWords } from '../../ui/use-words';
import { VirtualTable } from '../../ui/virtual-table';
import styles from './service.module.css';
import { shortBody } from './try-body';

const rowKey = ({ id, at, revision }: SeenRequest) => `${at} ${revision} ${id}`;

/** Who asked what lately, which revision answered, and how. */
export function RequestsTab({ connection, service }: { readonly connection: string; readonly service: Service }) {
  const say = useWords();
  const { data, error, refetch } = useSeenRequests(connection, service.name);
  const groups = useMemo(() => [{ key: '', rows: data ?? [] }], [data]);
  const columns = useColumns();
  if (!data) {
    return error ? (
      <FailureState failure={error} what={say('services.requests.unread')} onRetry={() => void refetch()} />
    ) : (
      <LoadingState what={say('services.requests.loading')} lines={5} />
    );
  }
  if (data.length === 0) return <EmptyState title={say('services.requests.none')} text={say('services.requests.none.text')} />;
  return (
    <div className={styles.requests}>
      <VirtualTable label={say('services.requests.table')} columns={columns} groups={groups} rowKey={rowKey} />
    </div>
  );
}

function useColumns() {
  const say = useWords();
  const intl = useIntl();
  return useMemo<readonly TableColumn<SeenRequest>[]>(
    () =>
      [
        {
          id: 'at',
          header: say('services.requests.at'),
          width: 96,
          cell: ({ at }: SeenRequest) => <bdi>{intl.formatDate(at, { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' })}</bdi>,
        },
        {
          id: 'revision',
          header: say('services.requests.revision'),
          width: 84,
          align: 'end' as const,
          cell: ({ revision }: SeenRequest) => intl.formatNumber(revision, { useGrouping: false }),
        },
        {
          id: 'status',
          header: say('services.requests.status'),
          width: 72,
          align: 'end' as const,
          cell: ({ status }: SeenRequest) => <bdi className={status >= 400 ? styles.bad : undefined}>{intl.formatNumber(status, { useGrouping: false })}</bdi>,
        },
        {
          id: 'ms',
          header: say('services.requests.ms'),
          width: 76,
          align: 'end' as const,
          cell: ({ ms }: SeenRequest) => <bdi>{intl.formatNumber(ms, { minimumFractionDigits: 2, maximumFractionDigits: 2 })}</bdi>,
        },
        {
          id: 'inputs',
          header: say('services.requests.inputs'),
          width: 240,
          minWidth: 120,
          grow: true,
          cell: ({ inputs }: SeenRequest) => <CodeText>{shortBody(inputs, 'inputs')}</CodeText>,
        },
        {
          id: 'outputs',
          header: say('services.requests.outputs'),
          width: 220,
          minWidth: 120,
          grow: true,
          cell: ({ outputs, error }: SeenRequest) => <CodeText>{error ?? shortBody(outputs, 'outputs')}</CodeText>,
        },
      ].map((column) => ({ ...column, sortable: false })),
    [say, intl],
  );
}
