import styles from './spinner.module.css';

/** A turning arc beside the word that says what goes on. It stands still where motion is reduced. */
export function Spinner({ size = 14 }: { readonly size?: number }) {
  return (
    <svg
      className={styles.spinner}
      width={size}
      height={size}
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      strokeWidth={1.8}
      strokeLinecap="round"
      aria-hidden
    >
      <circle cx={8} cy={8} r={5.8} opacity={0.3} />
      <path d="M8 2.2A5.8 5.8 0 0 1 13.8 8" />
    </svg>
  );
}
