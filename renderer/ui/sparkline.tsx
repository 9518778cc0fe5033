// Drawn here: a native image would be a file.
/* oxlint-disable jsx-a11y/prefer-tag-over-role */
import styles from './sparkline.module.css';

export type SparklineProps = {
  /** In order, at even distances; the newest last. */
  readonly values: readonly number[];
  /** What stands at the top; the greatest of them where it is more. */
  readonly most?: number;
  readonly description: string;
};

const WIDTH = 100;
const HEIGHT = 26;

/** How something moved, in the height of a line of text. From left to right in every language. */
export function Sparkline({ values, most = 0, description }: SparklineProps) {
  const top = Math.max(most, ...values, Number.MIN_VALUE);
  const step = WIDTH / Math.max(1, values.length - 1);
  const y = (value: number) => HEIGHT - 1 - (Math.max(0, value) / top) * (HEIGHT - 2);
  const line = values.map((value, index) => `${index === 0 ? 'M' : 'L'}${(index * step).toFixed(2)} ${y(value).toFixed(2)}`).join('');
  return (
    <svg className={styles.sparkline} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" role="img" aria-label={description}>
      {values.length > 1 && (
        <>
          <path d={`${line}L${WIDTH} ${HEIGHT}L0 ${HEIGHT}Z`} className={styles.area} />
          <path d={line} className={styles.line} vectorEffect="non-scaling-stroke" />
        </>
      )}
    </svg>
  );
}
