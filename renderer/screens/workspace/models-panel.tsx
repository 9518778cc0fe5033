import { useRequest } from '../../data/request';
import type { Here } from '../../data/workspace';
import { modelAddress, modelVersionAddress } from '../../data/workspace-address';
import { AddressLink } from '../../parts/address-link';
import { AliasChips } from '../../parts/alias-chips';
import { IntegrityMark } from '../../parts/integrity-mark';
import { SweepLine } from '../../parts/sweep-line';
import { FailureState } from '../../ui/failure-state';
import { LoadingState } from '../../ui/loading-state';
import { Panel } from '../../ui/panel';
import { RelativeTime } from '../../ui/time-texts';
import { useWords } from '../../ui/use-words';
import { AllLink } from './all-link';
import styles from './workspace.module.css';

const SHOWN = 5;

/** The models that got a version last, what their aliases stand on, and whether their bytes are whole. */
export function ModelsPanel({ here: { connection } }: { readonly here: Here }) {
  const say = useWords();
  const { data, error } = useRequest('models.list', { connection });
  const models = data?.models.toSorted((one, other) => other.updatedAt - one.updatedAt).slice(0, SHOWN) ?? [];
  return (
    <Panel
      title={say('workspace.models')}
      beside={
        <span className={styles.quiet}>
          <SweepLine connection={connection} />
        </span>
      }
      aside={<AllLink to="/models" />}
      padded={false}
    >
      {error && !data && <FailureState compact failure={error} />}
      {!data && !error && <LoadingState what={say('models.loading')} lines={2} />}
      {data && models.length === 0 && <p className={styles.nothing}>{say('workspace.models.none')}</p>}
      <ul className={styles.list}>
        {models.map(({ name, latest, aliases, integrity, updatedAt }) => (
          <li key={name} className={styles.line}>
            <span className={styles.name}>
              <AddressLink quiet address={modelAddress(connection, name)}>
                <bdi>{name}</bdi>
              </AddressLink>{' '}
              {latest !== null && (
                <AddressLink address={modelVersionAddress(connection, name, latest)}>
                  <bdi>{say('models.v', { number: latest })}</bdi>
                </AddressLink>
              )}
            </span>
            <IntegrityMark state={integrity} />
            <span>
              <AliasChips aliases={aliases} />
            </span>
            <span className={styles.end}>
              <RelativeTime at={updatedAt} />
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
