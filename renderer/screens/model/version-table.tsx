import { useNavigate } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { useIntl } from 'react-intl';
import type { z } from 'zod';
import type { Model, ModelVersionRow } from '../../../shared/models/model';
import { modelVersionAddress, runAddress } from '../../data/workspace-address';
import { AddressLink } from '../../parts/address-link';
import { AliasChips } from '../../parts/alias-chips';
import { IntegrityMark } from '../../parts/integrity-mark';
import { metricText, shortId } from '../../parts/metric-text';
import { Button } from '../../ui/button';
import { bytesText } from '../../ui/bytes-text';
import { Chip } from '../../ui/chip';
import { EmptyState } from '../../ui/empty-state';
import { Panel } from '../../ui/panel';
import type { TableColumn } from '../../ui/table-column';
import { RelativeTime } from '../../ui/time-texts';
import { useWords } from '../../ui/use-words';
import { VirtualTable } from '../../ui/virtual-table';
import { CompareVersions } from './compare-versions';
import styles from './model.module.css';

type Row = z.infer<typeof ModelVersionRow>;
const rowKey = ({ version }: Row) => String(version);
/** So many metrics of the runs stand beside the versions. */
const METRICS = 3;
const COMPARED_MAX = 20;
const LETTER_PX = 7.2;
const SPACE_PX = 28;
/** Room for its name, within reason, and for the longest that a number is written. */
const metricWidth = (key: string): number => Math.round(Math.min(170, Math.max(116, key.length * LETTER_PX + SPACE_PX)));

/** The versions, the newest first, with what their runs measured. Two or more can be held against each other. */
export function VersionTable({ connection, model }: { readonly connection: string; readonly model: Model }) {
  const say = useWords();
  const intl = useIntl();
  const navigate = useNavigate();
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const [comparing, setComparing] = useState(false);
  const rows = useMemo(() => model.history.toSorted((one, other) => other.version - one.version), [model.history]);
  const groups = useMemo(() => [{ key: '', rows }], [rows]);
  const metrics = useMemo(() => [...new Set(rows.flatMap(({ metrics: own }) => Object.keys(own)))].slice(0, METRICS), [rows]);
  const own = useColumns(connection, model.name, metrics);
  const box = useChoice(selected, setSelected);
  const columns = useMemo(() => (rows.length > 1 ? [box, ...own] : own), [rows.length, box, own]);
  return (
    <div className={styles.table} style={{ ['--lines' as string]: rows.length || 4 }}>
      <Panel
        fill
        padded={false}
        title={say('models.versions')}
        beside={<span className={styles.quiet}>{intl.formatNumber(model.versions)}</span>}
        aside={
          rows.length > 1 && (
            <Button
              size="s"
              reason={selected.size < 2 ? say('models.compare.two') : selected.size > COMPARED_MAX ? say('models.compare.many', { count: COMPARED_MAX }) : null}
              onClick={() => setComparing(true)}
            >
              {say('models.compare')}
            </Button>
          )
        }
      >
        <VirtualTable
          label={say('models.versions')}
          columns={columns}
          groups={groups}
          rowKey={rowKey}
          selected={selected}
          onSelect={setSelected}
          onOpen={({ version }) => {
            const { to, params = {} } = modelVersionAddress(connection, model.name, version);
            void navigate({ to, params: { ...params } });
          }}
          empty={<EmptyState title={say('models.versions.none')} text={say('models.versions.none.text')} />}
        />
      </Panel>
      {comparing && (
        <CompareVersions
          connection={connection}
          model={model.name}
          versions={[...selected].map(Number).toSorted((a, b) => a - b)}
          onClose={() => setComparing(false)}
        />
      )}
    </div>
  );
}

/** A box per version, as in the table of runs: what can be held against each other is seen to be chosen. */
function useChoice(selected: ReadonlySet<string>, onSelect: (next: ReadonlySet<string>) => void): TableColumn<Row> {
  const say = useWords();
  return useMemo(
    () => ({
      id: 'chosen',
      header: say('models.column.chosen'),
      headerHidden: true,
      width: 34,
      sortable: false,
      cell: (row) => {
        const key = rowKey(row);
        const on = selected.has(key);
        return (
          <input
            type="checkbox"
            className={styles.check}
            tabIndex={-1}
            checked={on}
            aria-label={say('models.choose', { version: say('models.v', { number: row.version }) })}
            onChange={() => onSelect(new Set(on ? [...selected].filter((each) => each !== key) : [...selected, key]))}
          />
        );
      },
    }),
    [say, selected, onSelect],
  );
}

function Status({ status }: { readonly status: Exclude<Row['status'], 'ready'> }) {
  const say = useWords();
  return <Chip tone={status === 'failed' ? 'bad' : 'accent'}>{say(`models.status.${status}`)}</Chip>;
}

function useColumns(connection: string, model: string, metrics: readonly string[]) {
  const say = useWords();
  const intl = useIntl();
  return useMemo<readonly TableColumn<Row>[]>(() => {
    const drawn: readonly TableColumn<Row>[] = [
      {
        id: 'version',
        header: say('models.version'),
        width: 84,
        cell: ({ version }) => (
          <AddressLink quiet className={styles.version} address={modelVersionAddress(connection, model, version)} tabIndex={-1}>
            <bdi>{say('models.v', { number: version })}</bdi>
          </AddressLink>
        ),
      },
      {
        id: 'aliases',
        header: say('models.column.aliases'),
        width: 150,
        minWidth: 110,
        grow: true,
        cell: ({ aliases }) => <AliasChips aliases={aliases.map((alias) => ({ alias }))} />,
      },
      {
        id: 'integrity',
        header: say('models.column.integrity'),
        width: 156,
        cell: ({ integrity, status }) => (status === 'ready' ? <IntegrityMark state={integrity.state} /> : <Status status={status} />),
      },
      {
        id: 'run',
        header: say('models.run'),
        width: 170,
        minWidth: 120,
        grow: true,
        yields: 2,
        cell: ({ run, runName }) =>
          run === null ? (
            '–'
          ) : (
            <bdi title={runName ?? run}>
              <AddressLink address={runAddress(connection, run)} tabIndex={-1}>
                {runName ?? shortId(run)}
              </AddressLink>
            </bdi>
          ),
      },
      ...metrics.map(
        (key, index): TableColumn<Row> => ({
          id: `metric ${key}`,
          header: key,
          width: metricWidth(key),
          align: 'end',
          yields: 5 + index,
          cell: ({ metrics: { [key]: value } }) => (value === undefined ? '–' : <bdi>{metricText(intl, value)}</bdi>),
        }),
      ),
      {
        id: 'size',
        header: say('models.size'),
        width: 104,
        align: 'end',
        yields: 4,
        cell: ({ bytes }) => (bytes === null ? '–' : <bdi>{bytesText(intl, bytes)}</bdi>),
      },
      { id: 'created', header: say('models.created'), width: 126, align: 'end', cell: ({ createdAt }) => <RelativeTime at={createdAt} /> },
    ];
    return drawn.map((column) => ({ ...column, sortable: false }));
  }, [say, intl, connection, model, metrics]);
}
