// Drawn here: a native image would be a file.
/* oxlint-disable jsx-a11y/prefer-tag-over-role */
import styles from './histogram.module.css';

export type HistogramProps = {
  /** How many there are in each bin, of one or of two that are compared: shares, where they are. */
  readonly bars: readonly number[];
  readonly against?: readonly number[];
  /** What is drawn, as a sentence. */
  readonly description: string;
  readonly heightPx?: number;
};

const WIDTH = 100;

/** How values are spread, from left to right in every language. `against` is drawn as a line of steps over the bars. */
export function Histogram({ bars, against, description, heightPx = 40 }: HistogramProps) {
  const most = Math.max(...bars, ...(against ?? []), Number.MIN_VALUE);
  const wide = WIDTH / Math.max(1, bars.length);
  const height = (value: number) => (value <= 0 ? 0 : Math.max(1, (value / most) * heightPx));
  const steps = against?.map((value, index) => `${index === 0 ? 'M' : 'L'}${index * wide} ${heightPx - height(value)}H${(index + 1) * wide}`).join('');
  return (
    <svg
      className={styles.histogram}
      viewBox={`0 0 ${WIDTH} ${heightPx}`}
      preserveAspectRatio="none"
      style={{ blockSize: heightPx }}
      role="img"
      aria-label={description}
    >
      {bars.map((value, index) => (
        // Bins have no name but their place.
        // oxlint-disable-next-line react/no-array-index-key
        <rect key={index} x={index * wide + wide * 0.06} width={wide * 0.88} y={heightPx - height(value)} height={height(value)} className={styles.bar} />
      ))}
      {steps && <path d={steps} className={styles.against} vectorEffect="non-scaling-stroke" />}
    </svg>
  );
}
