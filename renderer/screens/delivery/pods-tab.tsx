import { useMemo } from 'react';
import { useIntl } from 'react-intl';
import { Chip } from '../../ui/chip';
import { EmptyState } from '../../ui/empty-state';
import { NumberText } from '../../ui/number-text';
import { StateMark } from '../../ui/state-mark';
import { RelativeTime } from '../../ui/time-texts';
import { type Say, useWords } from '../../ui/use-words';
import { VirtualTable } from '../../ui/virtual-table';
import type { TableColumn } from '../../ui/table-column';
import { LogPanel } from './log-panel';
import { PartState } from './part-state';
import { type PodRow, podRows, telling } from './pod-rows';
import styles from './pods-tab.module.css';
import { troubleBrief, troubleText } from './trouble-text';
import type { Page } from '../../parts/delivery/use-delivery-page';
import type { ViewState } from './view-state';

export type PodsTabProps = { readonly page: Page; readonly log: ViewState['log']; readonly onLog: (log: ViewState['log']) => void };

/** Rows in sight before the table scrolls by itself. */
const ROWS_MAX = 10;
const rowKey = ({ name }: PodRow) => name;

/** Its pods, those in trouble first, and the log of one. */
export function PodsTab({ page, log, onLog }: PodsTabProps) {
  const say = useWords();
  const intl = useIntl();
  const { detail, delivery, entity } = page;
  const pods = detail?.pods;
  const { stableKey, candidateKey } = delivery;
  const rows = useMemo(() => podRows(pods ?? [], { stableKey, candidateKey }), [pods, stableKey, candidateKey]);
  const groups = useMemo(() => [{ key: '', rows }], [rows]);
  const open = (row: PodRow) => {
    const container = telling(row);
    if (container) onLog({ pod: row.name, container: container.name, previous: row.trouble?.code === 'crash-loop' && container.hasPrevious });
  };
  const columns = useMemo(() => podColumns(say), [say]);
  const shownPod = log && rows.find(({ name }) => name === log.pod);
  return (
    <PartState page={page} part="pods" what={say('delivery.pods.loading')}>
      {rows.length === 0 ? (
        <EmptyState title={say('delivery.pods.none')} text={say('delivery.pods.none.text')} />
      ) : (
        <div className={styles.table} style={{ ['--rows' as string]: Math.min(rows.length, ROWS_MAX) }}>
          <VirtualTable label={say('delivery.pods')} columns={columns} groups={groups} rowKey={rowKey} current={log?.pod ?? null} onOpen={open} />
        </div>
      )}
      {detail && detail.podCount > rows.length && rows.length > 0 && (
        <p className={styles.note}>{say('delivery.pods.some', { shown: intl.formatNumber(rows.length), count: detail.podCount })}</p>
      )}
      {log && <LogPanel entity={entity} log={log} containers={shownPod?.containers ?? null} onLog={onLog} />}
    </PartState>
  );
}

const podColumns = (say: Say): readonly TableColumn<PodRow>[] => [
  { id: 'name', header: say('delivery.pod'), width: 250, minWidth: 200, grow: true, cell: ({ name }) => <PodName name={name} /> },
  { id: 'role', header: say('delivery.pod.version'), width: 122, yields: 3, cell: ({ role }) => <Role role={role} /> },
  { id: 'state', header: say('delivery.pod.state'), width: 210, minWidth: 140, grow: true, cell: (row) => <PodState row={row} /> },
  { id: 'restarts', header: say('delivery.pod.restarts'), width: 100, align: 'end', yields: 1, cell: ({ restarts }) => <NumberText value={restarts} /> },
  { id: 'node', header: say('delivery.pod.node'), width: 120, yields: 5, cell: ({ node }) => (node === null ? '–' : <bdi title={node}>{node}</bdi>) },
  { id: 'age', header: say('delivery.pod.age'), width: 128, yields: 4, cell: ({ createdAt }) => (createdAt === null ? '–' : <RelativeTime at={createdAt} />) },
];

/** Names of pods differ at their end: the start gives way. */
function PodName({ name }: { readonly name: string }) {
  const cut = Math.max(0, name.length - 16);
  return (
    <bdi dir="ltr" className={styles.name} title={name}>
      <span className={styles.start}>{name.slice(0, cut)}</span>
      <span className={styles.tail}>{name.slice(cut)}</span>
    </bdi>
  );
}

function Role({ role }: { readonly role: PodRow['role'] }) {
  const say = useWords();
  if (role === 'candidate') return <Chip tone="candidate">{say('actions.arm.candidate')}</Chip>;
  return <span className={styles.role}>{say(role === 'stable' ? 'actions.arm.stable' : 'delivery.pod.old')}</span>;
}

function PodState({ row }: { readonly row: PodRow }) {
  const say = useWords();
  const text = row.trouble
    ? troubleBrief(say, row.trouble)
    : row.terminating
      ? say('delivery.pod.terminating')
      : row.ready
        ? say('delivery.pod.ready')
        : say('delivery.pod.not-ready');
  const shape = row.trouble ? 'bad' : row.terminating ? 'stopped' : row.ready ? 'ok' : 'running';
  return (
    <span className={styles.state} title={row.trouble ? [troubleText(say, row.trouble), row.trouble.said].filter(Boolean).join('\n') : text}>
      <StateMark shape={shape} size={13} />
      <span>{text}</span>
    </span>
  );
}
