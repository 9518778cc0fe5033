import { classNames } from './class-names';
import styles from './state-mark.module.css';

/** One drawn shape per state, so that none rests on colour alone. */
const SHAPES = {
  ok: <path d="M3.2 8.4l3.2 3.2 6.4-7.2" />,
  bad: <path d="M4 4l8 8M12 4l-8 8" />,
  warn: <path d="M8 2.6l5.8 10.6H2.2zM8 6.8v3M8 11.4v.3" />,
  inconclusive: (
    <>
      <circle cx="8" cy="8" r="5.6" />
      <path d="M8 2.4a5.6 5.6 0 000 11.2z" fill="currentColor" stroke="none" />
    </>
  ),
  invalid: (
    <>
      <circle cx="8" cy="8" r="5.6" />
      <path d="M4.1 4.1l7.8 7.8" />
    </>
  ),
  insufficient: (
    <>
      <circle cx="8" cy="8" r="5.6" strokeDasharray="2.2 1.6" />
      <path d="M5 9.6L9.6 5M6.6 11.2l4.6-4.6" strokeWidth="1.2" />
    </>
  ),
  paused: <path d="M5.4 3.6v8.8M10.6 3.6v8.8" strokeWidth="2.6" />,
  uncertain: (
    <>
      <path d="M2.2 8h7M6.6 4.8L9.8 8l-3.2 3.2" />
      <path d="M13.4 3.2v9.6" strokeDasharray="1.6 1.8" />
    </>
  ),
  running: <path d="M4.8 3.4l7 4.6-7 4.6z" fill="currentColor" strokeLinejoin="round" />,
  stopped: <rect x="4" y="4" width="8" height="8" rx="1.2" />,
  stale: (
    <>
      <circle cx="8" cy="8" r="5.6" />
      <path d="M8 4.8V8l2.2 1.6" />
    </>
  ),
  denied: (
    <>
      <circle cx="8" cy="8" r="5.6" />
      <path d="M5.2 8h5.6" />
    </>
  ),
  policy: <path d="M8 2l5 2v4c0 3-2.2 5-5 6-2.8-1-5-3-5-6V4zM8 5.4v3M8 10.4v.3" />,
  unknown: (
    <>
      <circle cx="8" cy="8" r="5.6" />
      <path d="M6.4 6.6A1.7 1.7 0 018.1 5c1 0 1.7.7 1.7 1.5 0 1.1-1.7 1.2-1.7 2.3M8.1 10.9v.1" />
    </>
  ),
  approved: (
    <>
      <circle cx="8" cy="8" r="5.8" />
      <path d="M5.4 8.2l1.8 1.8 3.4-3.8" />
    </>
  ),
  info: (
    <>
      <circle cx="8" cy="8" r="5.6" />
      <path d="M8 7.4v3.2M8 5.2v.2" />
    </>
  ),
  pinned: (
    <>
      <path d="M5.6 2.8h4.8M6.4 2.8l-.6 4.4-1.8 2h8l-1.8-2-.6-4.4M8 9.4v4" />
    </>
  ),
  candidate: <path d="M8 2.6L13.4 8 8 13.4 2.6 8z" />,
} as const;

export type MarkShape = keyof typeof SHAPES;
export const MARK_SHAPES: readonly MarkShape[] = [
  'ok',
  'bad',
  'warn',
  'inconclusive',
  'invalid',
  'insufficient',
  'paused',
  'uncertain',
  'running',
  'stopped',
  'stale',
  'denied',
  'policy',
  'unknown',
  'approved',
  'info',
  'pinned',
  'candidate',
];

const TONES: Readonly<Record<MarkShape, Tone>> = {
  ok: 'ok',
  bad: 'bad',
  warn: 'warn',
  inconclusive: 'unknown',
  invalid: 'unknown',
  insufficient: 'unknown',
  paused: 'warn',
  uncertain: 'warn',
  running: 'accent',
  stopped: 'unknown',
  stale: 'unknown',
  denied: 'bad',
  policy: 'warn',
  unknown: 'unknown',
  approved: 'candidate',
  info: 'accent',
  pinned: 'unknown',
  candidate: 'candidate',
};
export type Tone = 'ok' | 'warn' | 'bad' | 'unknown' | 'candidate' | 'accent' | 'plain';

const DIRECTED: ReadonlySet<MarkShape> = new Set(['running', 'uncertain']);

export type StateMarkProps = {
  readonly shape: MarkShape;
  /** Its own tone, unless the place has one already. */
  readonly tone?: Tone | 'inherit';
  readonly size?: number;
};

/** The sign of a state, always beside its word; screen readers hear the word alone. */
export function StateMark({ shape, tone = TONES[shape], size = 15 }: StateMarkProps) {
  return (
    <svg
      className={classNames(styles.mark, tone !== 'inherit' && styles[tone])}
      width={size}
      height={size}
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      strokeWidth={1.7}
      strokeLinecap="round"
      aria-hidden
      data-directed={DIRECTED.has(shape) || undefined}
    >
      {SHAPES[shape]}
    </svg>
  );
}
