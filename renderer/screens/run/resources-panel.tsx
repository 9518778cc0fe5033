import { useIntl } from 'react-intl';
import type { RunResources } from '../../../shared/models/run';
import { bytesText } from '../../ui/bytes-text';
import { Panel } from '../../ui/panel';
import { Sparkline } from '../../ui/sparkline';
import { useWords } from '../../ui/use-words';
import styles from './run.module.css';
import type { Page } from './use-run-page';

const MINUTE_MS = 60_000;

/** What the process and all its children take: the mean of the last minute, and how it moved. */
export function ResourcesPanel({ page: { live } }: { readonly page: Page }) {
  const say = useWords();
  const intl = useIntl();
  const { resources } = live;
  const newest = resources.at(-1);
  const minute = resources.filter(({ at }) => newest !== undefined && newest.at - at < MINUTE_MS);
  const cpu = mean(minute, ({ cpu: cores }) => cores);
  const memory = mean(minute, ({ memoryBytes }) => memoryBytes);
  const cores = navigator.hardwareConcurrency;
  const cpuText = intl.formatNumber(cpu, { maximumFractionDigits: 1 });
  return (
    <Panel title={say('runs.resources')} aside={newest ? say('runs.resources.minute') : null}>
      {newest ? (
        <dl className={styles.resources}>
          <dt>{say('runs.resources.cpu')}</dt>
          <dd className={styles.spark}>
            <Sparkline values={resources.map(({ cpu: each }) => each)} most={1} description={say('runs.resources.cpu.cores', { used: cpuText, cores })} />
          </dd>
          <dd>{say('runs.resources.cpu.cores', { used: cpuText, cores })}</dd>
          <dt>{say('runs.resources.memory')}</dt>
          <dd className={styles.spark}>
            <Sparkline values={resources.map(({ memoryBytes }) => memoryBytes)} description={bytesText(intl, memory)} />
          </dd>
          <dd>
            <bdi>{bytesText(intl, memory)}</bdi>
          </dd>
          <dt>{say('runs.resources.processes')}</dt>
          <dd />
          <dd>
            <bdi>{intl.formatNumber(newest.processes)}</bdi>
          </dd>
        </dl>
      ) : (
        <p className={styles.quiet}>{say('runs.resources.none')}</p>
      )}
    </Panel>
  );
}

function mean(of: readonly RunResources[], read: (each: RunResources) => number): number {
  return of.length === 0 ? 0 : of.reduce((sum, each) => sum + read(each), 0) / of.length;
}
