import type { z } from 'zod';
import type { DatasetRow } from '../../../shared/models/dataset';
import { useRequest } from '../../data/request';
import type { Here } from '../../data/workspace';
import { datasetAddress } from '../../data/workspace-address';
import { AddressLink } from '../../parts/address-link';
import { DatasetState } from '../../parts/dataset-state';
import { FailureState } from '../../ui/failure-state';
import { LoadingState } from '../../ui/loading-state';
import { Panel } from '../../ui/panel';
import { StateMark } from '../../ui/state-mark';
import { RelativeTime } from '../../ui/time-texts';
import { useWords } from '../../ui/use-words';
import { AllLink } from './all-link';
import styles from './workspace.module.css';

const SHOWN = 6;

type Verdict = {
  readonly word: 'workspace.data.none' | 'workspace.data.reading' | 'workspace.data.ruleless' | 'workspace.data.fine';
  readonly count: number;
  readonly mark: 'ok' | 'unknown' | null;
};

/** Where nothing is wrong. What is not read yet, or has no rules, is not said to keep them. */
function verdictOf(all: readonly z.infer<typeof DatasetRow>[]): Verdict {
  const reading = all.filter(({ state }) => state === 'profiling').length;
  const ruleless = all.filter(({ checks }) => checks === 0).length;
  if (all.length === 0) return { word: 'workspace.data.none', count: 0, mark: null };
  if (reading > 0) return { word: 'workspace.data.reading', count: reading, mark: 'unknown' };
  if (ruleless > 0) return { word: 'workspace.data.ruleless', count: ruleless, mark: ruleless === all.length ? 'unknown' : 'ok' };
  return { word: 'workspace.data.fine', count: all.length, mark: 'ok' };
}

/** Data that blocks training, with what is wrong; a word that there is none where there is none. */
export function DataPanel({ here: { connection } }: { readonly here: Here }) {
  const say = useWords();
  const { data, error } = useRequest('data.list', { connection });
  const all = data?.datasets ?? [];
  const wrong = all.filter(({ state, failedChecks }) => state === 'quarantined' || state === 'failed' || state === 'tampered' || failedChecks > 0);
  const verdict = verdictOf(all);
  return (
    <Panel
      title={say('workspace.data')}
      beside={
        data && (
          <span className={styles.quiet}>
            {wrong.length === 0 ? say('data.count', { count: all.length }) : say('workspace.data.some', { wrong: wrong.length, total: all.length })}
          </span>
        )
      }
      aside={<AllLink to="/data" />}
      padded={false}
    >
      {error && !data && <FailureState compact failure={error} />}
      {!data && !error && <LoadingState what={say('data.loading')} lines={2} />}
      {data && wrong.length === 0 && (
        <p className={styles.nothing}>
          {verdict.mark && <StateMark shape={verdict.mark} size={13} />} {say(verdict.word, { count: verdict.count })}
        </p>
      )}
      <ul className={styles.list}>
        {wrong.slice(0, SHOWN).map(({ name, state, failedChecks, at }) => (
          <li key={name} className={styles.line}>
            <AddressLink quiet className={styles.name} address={{ ...datasetAddress(connection, name), search: { tab: 'checks' } }}>
              <bdi>{name}</bdi>
            </AddressLink>
            <DatasetState state={state} />
            <span className={styles.quiet}>{failedChecks > 0 && say('data.checks.failed', { count: failedChecks })}</span>
            <span className={styles.end}>{at !== null && <RelativeTime at={at} />}</span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
