import { useWords } from '../../../ui/use-words';
import chartKey from '../../../ui/chart-key.module.css';
import styles from './heat-map.module.css';

/** What the cells mean: the same shapes as on the canvas, each with its word. */
export function HeatKey() {
  const say = useWords();
  return (
    <ul className={chartKey.key}>
      <li>
        <i className={styles.swatch} data-is="under" />
        <i className={styles.swatch} data-is="close" />
        {say('monitors.map.key.under')}
      </li>
      <li>
        <i className={styles.swatch} data-is="over">
          <svg width={8} height={8} viewBox="0 0 8 8" aria-hidden>
            <path d="M4 1l3 3-3 3-3-3z" />
          </svg>
        </i>
        {say('monitors.map.key.over')}
      </li>
      <li>
        <i className={styles.swatch} data-is="few" />
        {say('monitors.map.key.few')}
      </li>
    </ul>
  );
}
