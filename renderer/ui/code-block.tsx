import { classNames } from './class-names';
import styles from './code-block.module.css';

export type CodeBlockProps = {
  readonly children: string;
  /** Lines are broken instead of scrolled sideways. */
  readonly wrap?: boolean;
  /** How high it becomes before it is scrolled: `low` within a panel, `tall` in a dialog of its own. Absent: as high as its text. */
  readonly height?: 'low' | 'tall';
};

/** A text from outside or to be copied, line by line: fixed width, left to right. */
export function CodeBlock({ children, wrap = false, height }: CodeBlockProps) {
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what is scrolled must be reached by keys
    <pre className={classNames(styles.block, wrap && styles.wrap, height && styles[height])} dir="ltr" tabIndex={0}>
      {children}
    </pre>
  );
}
