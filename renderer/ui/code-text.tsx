import { classNames } from './class-names';
import styles from './code-text.module.css';

/** A name, path, digest or address from outside: fixed width, left to right, in one piece. */
export function CodeText({ children, wrap = false }: { readonly children: string; readonly wrap?: boolean }) {
  return (
    <bdi dir="ltr" className={classNames(styles.code, wrap ? styles.wrap : styles.cut)} title={wrap ? undefined : children}>
      {children}
    </bdi>
  );
}
