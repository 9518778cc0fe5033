import { memo, type ReactNode } from 'react';
import { classNames } from './class-names';
import { DeeperIcon } from './icons';
import styles from './virtual-table.module.css';

export type TableGroupLineProps = {
  readonly line: number;
  readonly top: number;
  readonly columns: number;
  readonly folded: boolean;
  readonly tab: boolean;
  readonly heading: ReactNode;
};

/** The heading of a group; Enter, Space or a click folds it. */
export const TableGroupLine = memo(function TableGroupLine({ line, top, columns, folded, tab, heading }: TableGroupLineProps) {
  return (
    <tr
      aria-rowindex={line + 2}
      aria-level={1}
      aria-expanded={!folded}
      className={classNames(styles.row, styles.group)}
      data-line={line}
      style={{ transform: `translateY(${top}px)` }}
      tabIndex={tab ? 0 : -1}
    >
      <td aria-colindex={1} colSpan={columns} className={styles.heading}>
        <span className={classNames(styles.fold, !folded && styles.open)}>
          <DeeperIcon size={13} />
        </span>
        {heading}
      </td>
    </tr>
  );
});
