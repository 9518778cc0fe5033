// Drawn here: a native image would be a file.
/* oxlint-disable jsx-a11y/prefer-tag-over-role */
import { classNames } from './class-names';
import styles from './histogram.module.css';

export type HistogramProps = {
  /** How many there are in each bin, of one or of two that are compared: shares, where they are. */
  readonly bars: readonly number[];
  readonly against?: readonly number[];
  /** What is drawn, as a sentence. */
  readonly description: string;
  readonly heightPx?: number;
  /** Of categories: what each bar is. */
  readonly names?: readonly string[];
  /** Of measures: where the first bin begins and the last one ends. */
  readonly ends?: readonly [from: string, to: string];
};

const WIDTH = 100;
/** More names than this have no room beside each other: they are written upwards. */
const NAMES_ACROSS = 6;

/** How values are spread, from left to right in every language. `against` is drawn as a line of steps over the bars. */
export function Histogram({ names, ends, ...drawn }: HistogramProps) {
  return (
    <>
      <Bars {...drawn} />
      {names && names.length > 0 && (
        // What the bars say is told by the sentence; a name alone says nothing.
        <ol className={classNames(styles.names, names.length > NAMES_ACROSS && styles.upwards)} dir="ltr" aria-hidden>
          {names.map((name) => (
            <li key={name} title={name}>
              {name}
            </li>
          ))}
        </ol>
      )}
      {ends && (
        <div className={styles.ends} dir="ltr">
          <bdi>{ends[0]}</bdi>
          <bdi>{ends[1]}</bdi>
        </div>
      )}
    </>
  );
}

function Bars({ bars, against, description, heightPx = 40 }: Omit<HistogramProps, 'names' | 'ends'>) {
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
