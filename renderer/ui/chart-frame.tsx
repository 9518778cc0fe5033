import type { ReactNode } from 'react';
import type { Failure } from '../../shared/models/failure';
import type { Freshness } from '../../shared/models/freshness';
import styles from './chart-frame.module.css';
import { classNames } from './class-names';
import { EmptyState } from './empty-state';
import { FailureState } from './failure-state';
import { FreshnessMark } from './freshness-mark';
import { LoadingState } from './loading-state';
import { Panel } from './panel';

export type ChartTone = 'accent' | 'stable' | 'candidate' | 'ok' | 'warn' | 'bad' | 'muted';
export type LegendEntry = { readonly id: string; readonly label: string; readonly tone: ChartTone; readonly dashed?: boolean };

export type ChartState =
  | { readonly is: 'drawn' }
  | { readonly is: 'empty'; readonly title: string; readonly text?: string }
  | { readonly is: 'loading'; readonly what: string; readonly since?: number }
  | { readonly is: 'failed'; readonly failure: Failure; readonly onRetry?: () => void };

export type ChartFrameProps = {
  readonly title: string;
  /** `% of requests`, `ms`. */
  readonly unit: string;
  /** The newest value, in words. */
  readonly value?: ReactNode;
  readonly freshness?: Freshness;
  readonly legend?: readonly LegendEntry[];
  readonly state?: ChartState;
  readonly children: ReactNode;
};

const TONES: Readonly<Record<ChartTone, string>> = {
  accent: 'var(--accent)',
  stable: 'var(--stable)',
  candidate: 'var(--cand)',
  ok: 'var(--ok)',
  warn: 'var(--warn)',
  bad: 'var(--bad)',
  muted: 'var(--ink3)',
};
export const toneColour = (tone: ChartTone): string => TONES[tone];

/** What stands around every chart: what it shows and in which unit, how fresh it is, which line is which; and what is said where there is none. */
export function ChartFrame({ title, unit, value, freshness, legend, state = { is: 'drawn' }, children }: ChartFrameProps) {
  const aside = (
    <>
      {freshness && <FreshnessMark freshness={freshness} detail={state.is === 'drawn' ? 'dot' : 'short'} />}
      {value && <strong className={styles.value}>{value}</strong>}
    </>
  );
  return (
    <Panel title={title} beside={<span className={styles.unit}>{unit}</span>} aside={aside} padded={false}>
      <div className={styles.place}>
        {state.is === 'drawn' && children}
        {state.is === 'empty' && <EmptyState title={state.title} text={state.text} />}
        {state.is === 'loading' && <LoadingState what={state.what} {...(state.since !== undefined && { since: state.since })} />}
        {state.is === 'failed' && (
          <div className={styles.failed}>
            <FailureState compact failure={state.failure} {...(state.onRetry && { onRetry: state.onRetry })} />
          </div>
        )}
      </div>
      {legend && state.is === 'drawn' && (
        <ul className={styles.legend}>
          {legend.map(({ id, label, tone, dashed }) => (
            <li key={id}>
              <span className={classNames(styles.key, dashed && styles.dashed)} style={{ color: toneColour(tone) }} />
              {label}
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
