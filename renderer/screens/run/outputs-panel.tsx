import { AddressLink } from '../../parts/address-link';
import { modelVersionAddress } from '../../data/workspace-address';
import { Panel } from '../../ui/panel';
import { CodeText } from '../../ui/code-text';
import { useWords } from '../../ui/use-words';
import styles from './run.module.css';
import type { Page } from './use-run-page';

/** The models that it logged, and what they were registered as. */
export function OutputsPanel({ page: { run, here } }: { readonly page: Page }) {
  const say = useWords();
  if (run.outputs.length === 0) return null;
  return (
    <Panel title={say('runs.outputs')} padded={false}>
      <ul className={styles.things}>
        {run.outputs.map(({ modelId, name, path, registered }) => (
          <li key={`${modelId} ${path}`}>
            <strong>
              <bdi>{name}</bdi>
            </strong>
            <CodeText>{path}</CodeText>
            <span className={styles.wide}>
              {registered.length === 0
                ? say('runs.outputs.unregistered')
                : registered.map((version) => (
                    <AddressLink key={`${version.name} ${version.version}`} address={modelVersionAddress(here.connection, version.name, version.version)}>
                      <bdi>{`${version.name} v${version.version}`}</bdi>
                    </AddressLink>
                  ))}
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
