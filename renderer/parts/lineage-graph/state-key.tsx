import type { LineageNode } from '../../../shared/models/lineage';
import { useWords } from '../../ui/use-words';
import styles from './state-key.module.css';

/** In the order in which they are told; what has no state has no dot either. */
const STATES = ['good', 'busy', 'bad', 'unknown'] as const satisfies readonly LineageNode['state'][];

/** What the dots say, of those that occur: the same shapes as on the canvas, each with its word. */
export function StateKey({ states, lit }: { readonly states: ReadonlySet<LineageNode['state']>; readonly lit: boolean }) {
  const say = useWords();
  const shown = STATES.filter((state) => states.has(state));
  if (shown.length === 0) return null;
  return (
    <ul className={styles.key} aria-label={say('lineage.key')}>
      {shown.map((state) => (
        <li key={state}>
          <svg viewBox="0 0 10 10" width={10} height={10} className={styles[state]} aria-hidden>
            <circle cx={5} cy={5} r={3.5} />
            {state === 'bad' && <path d="M3.4 3.4L6.6 6.6M6.6 3.4L3.4 6.6" />}
          </svg>
          {say(`lineage.state.${state}`)}
        </li>
      ))}
      {lit && (
        <li>
          <span className={styles.line} /> {say('lineage.key.line')}
        </li>
      )}
    </ul>
  );
}
