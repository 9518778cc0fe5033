import { useDeferredValue, useState } from 'react';
import type { LineageNode } from '../../../shared/models/lineage';
import { useLineageSearch } from '../../data/lineage';
import type { Here } from '../../data/workspace';
import { Dialog } from '../../ui/dialog';
import { FailureState } from '../../ui/failure-state';
import { SearchField } from '../../ui/search-field';
import { useWords } from '../../ui/use-words';
import styles from './lineage.module.css';
import { nameOf } from './rows';

export type FindDialogProps = { readonly here: Here; readonly title: string; readonly onClose: () => void; readonly onFound: (node: LineageNode) => void };

/** Finds one thing by a part of its name; Enter takes the first. */
export function FindDialog({ here, title, onClose, onFound }: FindDialogProps) {
  const say = useWords();
  const [text, setText] = useState('');
  const { data, error } = useLineageSearch(here, useDeferredValue(text.trim()));
  const first = data?.nodes[0];
  return (
    <Dialog opened onClose={onClose} title={title} size="m">
      <SearchField
        label={title}
        value={text}
        onChange={setText}
        firstFocus
        onKeyDown={(event) => {
          if (event.key === 'Enter' && first && !event.nativeEvent.isComposing) onFound(first);
        }}
      />
      {error && <FailureState compact failure={error} />}
      {data?.nodes.length === 0 && <p className={styles.quiet}>{say('lineage.find.none')}</p>}
      <ul className={styles.found}>
        {data?.nodes.map((node) => (
          <li key={`${node.kind}|${node.id}`}>
            <button type="button" className={styles.hit} onClick={() => onFound(node)}>
              <span className={styles.kind}>{say(`lineage.kind.${node.kind}`)}</span>
              <bdi>{nameOf(node)}</bdi>
            </button>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
