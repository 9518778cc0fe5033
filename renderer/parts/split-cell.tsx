import type { CSSProperties } from 'react';
import type { DeliveryRow } from '../data/delivery-row';
import styles from './split-cell.module.css';
import { useSplitText } from './split-text';

/** How much the new version gets, drawn, and in numbers with their source; what the step asks for is the dashed line. */
export function SplitCell({ row }: { readonly row: Pick<DeliveryRow, 'split'> }) {
  const text = useSplitText(row);
  if (!text) return null;
  const { percent, desired, short, long } = text;
  const share = (value: number) => `${value}%`;
  const style = { '--part': share(percent ?? 0), '--desired': desired === null ? undefined : share(desired) } as CSSProperties;
  return (
    <span className={styles.split} title={long}>
      <span
        className={styles.splitBar}
        style={style}
        data-unknown={percent === null || undefined}
        data-asked={(desired !== null && desired !== percent) || undefined}
        aria-hidden
      />
      {short}
    </span>
  );
}
