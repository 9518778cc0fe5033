import { Chip } from '../ui/chip';
import { useWords } from '../ui/use-words';
import styles from './alias-chips.module.css';

/** Aliases of a model, and where they stand where that is not said beside them. */
export function AliasChips({ aliases }: { readonly aliases: readonly { readonly alias: string; readonly version?: number }[] }) {
  const say = useWords();
  return (
    <span className={styles.aliases}>
      {aliases.map(({ alias, version }) => (
        <Chip key={alias} tone="candidate" mark="pinned">
          <bdi>{alias}</bdi>
          {version !== undefined && (
            <>
              {' '}
              <bdi className={styles.version}>{say('models.v', { number: version })}</bdi>
            </>
          )}
        </Chip>
      ))}
    </span>
  );
}
