import { AddressLink } from '../../parts/address-link';
import { datasetAddress } from '../../data/workspace-address';
import { CodeText } from '../../ui/code-text';
import { Panel } from '../../ui/panel';
import { StateMark } from '../../ui/state-mark';
import { useWords } from '../../ui/use-words';
import styles from './run.module.css';
import type { Page } from './use-run-page';

/** The data that it read, by digest. */
export function InputsPanel({ page: { run, against, here } }: { readonly page: Page }) {
  const say = useWords();
  return (
    <Panel title={say('runs.inputs')} aside={run.inputs.length > 0 && say('runs.inputs.count', { count: run.inputs.length })} padded={false}>
      {run.inputs.length === 0 ? (
        <p className={styles.nothing}>{say('runs.inputs.none')}</p>
      ) : (
        <ul className={styles.things}>
          {run.inputs.map(({ name, digest, context, sourceType, source, dataset }) => {
            const other = against?.inputs.get(name);
            return (
              <li key={`${name} ${digest} ${context}`}>
                <strong>
                  {dataset ? (
                    <AddressLink address={datasetAddress(here.connection, dataset.name, dataset.version)}>
                      <bdi>{dataset.name}</bdi>
                    </AddressLink>
                  ) : (
                    <bdi>{name}</bdi>
                  )}
                </strong>
                <CodeText>{digest}</CodeText>
                <span className={styles.quiet} title={source}>
                  <bdi>{context ?? sourceType}</bdi>
                  {dataset === null && ` · ${say('runs.inputs.unregistered')}`}
                </span>
                {other && (
                  <span className={other.differ ? styles.differs : styles.same}>
                    <StateMark shape={other.differ ? 'candidate' : 'ok'} size={11} /> {say(other.differ ? 'runs.inputs.differs' : 'runs.inputs.same')}
                  </span>
                )}
              </li>
            );
          })}
        </ul>
      )}
    </Panel>
  );
}
