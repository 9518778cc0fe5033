import { useState } from 'react';
import { useIntl } from 'react-intl';
import type { CheckResult, DatasetVersion } from '../../../shared/models/dataset';
import { useRequest, useChange } from '../../data/request';
import type { Here } from '../../data/workspace';
import { CellsTable } from '../../parts/cells-table';
import { checkText } from '../../parts/check-text';
import { saveCsv } from '../../parts/export-menu';
import { Button } from '../../ui/button';
import { EmptyState } from '../../ui/empty-state';
import { FailureState } from '../../ui/failure-state';
import { ExportIcon } from '../../ui/icons';
import { LoadingState } from '../../ui/loading-state';
import { Panel } from '../../ui/panel';
import { StateMark } from '../../ui/state-mark';
import { useWords } from '../../ui/use-words';
import styles from './dataset.module.css';

const SHAPES = { passed: 'ok', failed: 'bad', unknown: 'unknown' } as const;
/** Those that need somebody come first. */
const ORDER = ['failed', 'unknown', 'passed'] as const;
/** As many offending rows as a person looks at. */
const ROWS = 200;

export type ChecksTabProps = { readonly here: Here; readonly name: string; readonly version: DatasetVersion };

/** Each rule: kept or broken, and the rows that break it. */
export function ChecksTab({ here, name, version }: ChecksTabProps) {
  const say = useWords();
  const recheck = useChange('data.recheck');
  const results = recheck.data?.checks ?? version.checks;
  const [open, setOpen] = useState<string | null>(() => results.find(({ outcome }) => outcome === 'failed')?.name ?? null);
  const sorted = results.toSorted((one, other) => ORDER.indexOf(one.outcome) - ORDER.indexOf(other.outcome));
  return (
    <Panel
      title={say('data.checks')}
      padded={false}
      beside={recheck.data && <span className={styles.quiet}>{say('data.checks.rechecked')}</span>}
      aside={
        <Button
          size="s"
          working={recheck.isPending}
          reason={here.lostAt === null ? null : say('workspace.lost.deed')}
          onClick={() => recheck.mutate({ connection: here.connection, name, version: version.id })}
        >
          {say('data.checks.recheck')}
        </Button>
      }
    >
      {recheck.error && <FailureState compact once failure={recheck.error} />}
      {sorted.length === 0 && <EmptyState title={say('data.checks.none')} text={say('data.checks.none.text')} />}
      <ul className={styles.checks}>
        {sorted.map((result) => (
          <Check
            key={result.name}
            result={result}
            here={here}
            name={name}
            version={version.id}
            open={open === result.name}
            onOpen={() => setOpen(open === result.name ? null : result.name)}
          />
        ))}
      </ul>
    </Panel>
  );
}

type CheckProps = Omit<ChecksTabProps, 'version'> & {
  readonly version: string;
  readonly result: CheckResult;
  readonly open: boolean;
  readonly onOpen: () => void;
};

function Check({ result, here, name, version, open, onOpen }: CheckProps) {
  const say = useWords();
  const intl = useIntl();
  const { outcome, failing, failure, check } = result;
  const showable = outcome === 'failed' && check.rule !== 'row-count' && check.rule !== 'freshness';
  return (
    <li>
      <div className={styles.check}>
        <StateMark shape={SHAPES[outcome]} size={15} />
        <span className={styles.rule}>
          <strong>{checkText(say, (value) => intl.formatNumber(value), check)}</strong>
          <bdi className={styles.quiet}>{result.name}</bdi>
        </span>
        <span className={outcome === 'failed' ? styles.bad : styles.quiet}>
          {outcome === 'failed' && failing !== null ? say('data.checks.rows', { count: failing }) : say(`data.checks.outcome.${outcome}`)}
        </span>
        {showable && (
          <Button size="s" aria-expanded={open} onClick={onOpen}>
            {say(open ? 'data.checks.hide' : 'data.checks.show')}
          </Button>
        )}
      </div>
      {failure && <FailureState compact failure={failure} />}
      {open && showable && <Offending here={here} name={name} version={version} result={result} />}
    </li>
  );
}

function Offending({ here: { connection }, name, version, result }: Pick<CheckProps, 'here' | 'name' | 'version' | 'result'>) {
  const say = useWords();
  const { data, error, refetch } = useRequest('data.offending', { connection, name, version, check: result.name, offset: 0, limit: ROWS });
  const { check } = result;
  const marked = check.rule === 'unique' ? check.columns : check.rule === 'row-count' ? [] : [check.column];
  if (error) return <FailureState compact failure={error} onRetry={() => void refetch()} />;
  if (!data) return <LoadingState what={say('data.rows.loading')} lines={3} />;
  return (
    <div className={styles.offending}>
      <div className={styles.offendingTable} style={{ ['--lines' as string]: data.rows.length }}>
        <CellsTable label={say('data.checks.offending', { name: result.name })} cells={data} marked={marked} />
      </div>
      <div className={styles.below}>
        <span className={styles.quiet}>
          {data.rows.length < data.total ? say('data.rows.first', { shown: data.rows.length, total: data.total }) : say('data.rows.all', { total: data.total })}
        </span>
        <Button
          kind="quiet"
          size="s"
          icon={ExportIcon}
          onClick={() =>
            void saveCsv(`${name}-${result.name}`, {
              headings: data.columns,
              rows: data.rows.map((row) => row.map((cell) => (typeof cell === 'boolean' ? String(cell) : cell))),
            })
          }
        >
          {say('workspace.export.csv')}
        </Button>
      </div>
    </div>
  );
}
