import { type CSSProperties, type ReactNode, type RefObject, useEffect, useRef } from 'react';
import { classNames } from '../ui/class-names';
import { IconButton } from '../ui/icon-button';
import { CloseIcon } from '../ui/icons';
import styles from './split.module.css';
import { useEscape } from './use-escape';

/** A table, and beside it the panel of what is open in it; where there is no room for both, the panel lies over it. */
export function Split({ children }: { readonly children: ReactNode }) {
  return <div className={styles.split}>{children}</div>;
}

export type SidePanelProps = {
  /** What it is about, for screen readers. */
  readonly label: string;
  readonly title: string;
  /** Before the title. */
  readonly mark?: ReactNode;
  readonly closeWord: string;
  readonly onClose: () => void;
  /** Pixels. */
  readonly width: number;
  /** Below the title: tabs. With them there is no line below the title. */
  readonly tabs?: ReactNode;
  readonly children: ReactNode;
};

/** Everything about one row, beside the table. Escape closes it. */
export function SidePanel({ label, title, mark, closeWord, onClose, width, tabs, children }: SidePanelProps) {
  const panel = useRef<HTMLElement>(null);
  useEscape(onClose);
  useFocusAcross(panel);
  return (
    <aside ref={panel} className={styles.panel} tabIndex={-1} aria-label={label} style={{ '--panel-width': `${width}px` } as CSSProperties}>
      <div className={classNames(styles.header, !tabs && styles.rule)}>
        {mark}
        <h2>
          <bdi>{title}</bdi>
        </h2>
        <IconButton size="s" icon={CloseIcon} label={closeWord} onClick={onClose} />
      </div>
      {tabs}
      {children}
    </aside>
  );
}

/** What lies over the table takes the focus, because the table is hidden; what goes away gives it back to the table. */
function useFocusAcross(panel: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const element = panel.current;
    if (!element) return;
    let inside = false;
    const split = element.parentElement;
    const note = (event: FocusEvent) => {
      inside = event.target instanceof Node && element.contains(event.target);
    };
    document.addEventListener('focusin', note);
    if (getComputedStyle(element).position === 'absolute') element.focus();
    return () => {
      document.removeEventListener('focusin', note);
      if (inside && split?.isConnected) split.querySelector<HTMLElement>(':is([role=grid], [role=treegrid]) [tabindex="0"]')?.focus({ preventScroll: true });
    };
  }, [panel]);
}

/** One part of a panel, with a line below it. */
export function Section({ title, children }: { readonly title?: string; readonly children: ReactNode }) {
  return (
    <section className={styles.section}>
      {title && <h3>{title}</h3>}
      {children}
    </section>
  );
}

/** What scrolls in a panel. */
export function PanelBody({ children }: { readonly children: ReactNode }) {
  return <div className={styles.body}>{children}</div>;
}

/** What can be done with what the panel shows; always in sight. */
export function PanelFooter({ children }: { readonly children: ReactNode }) {
  return <div className={styles.footer}>{children}</div>;
}

export function Chips({ children }: { readonly children: ReactNode }) {
  return <div className={styles.chips}>{children}</div>;
}
