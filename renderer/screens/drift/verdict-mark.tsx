import type { ReactElement } from 'react';
import { useWords } from '../../ui/use-words';
import type { Found } from './heat-map/heat-grid';
import styles from './verdict-mark.module.css';

/** A shape for each: none rests on colour alone. */
const SHAPES: Readonly<Record<Found, ReactElement>> = {
  drifted: <path d="M8 2.2L13.8 8 8 13.8 2.2 8z" fill="currentColor" />,
  near: <path d="M8 3l5.6 10H2.4z" />,
  same: <path d="M3.2 8.4l3.2 3.2 6.4-7.2" />,
  insufficient: (
    <>
      <rect x="2.6" y="2.6" width="10.8" height="10.8" rx="1.6" />
      <path d="M3.6 9.4l5.8-5.8M4.6 13l8.4-8.4M8.8 13l4.2-4.2" strokeWidth="1.1" />
    </>
  ),
};

/** Its sign and its word. */
export function VerdictMark({ found, brief = false }: { readonly found: Found; readonly brief?: boolean }) {
  const say = useWords();
  return (
    <span className={styles.verdict} data-found={found}>
      <svg
        width={14}
        height={14}
        viewBox="0 0 16 16"
        fill="none"
        stroke="currentColor"
        strokeWidth={1.6}
        strokeLinejoin="round"
        strokeLinecap="round"
        aria-hidden
      >
        {SHAPES[found]}
      </svg>
      {!brief && say(`monitors.found.${found}`)}
    </span>
  );
}
