// Drawn as elements: a native image would be a file.
/* oxlint-disable jsx-a11y/prefer-tag-over-role */
import { useWords } from '../../../ui/use-words';
import { useDriftWords } from '../../../parts/use-drift-words';
import styles from './features.module.css';
import { sparkPath } from './spark-path';

const WIDTH = 92;
const HEIGHT = 18;

/** How far a feature was from its reference in the last windows, against its threshold. From left to right in every language. */
export function FeatureSpark({ column, ratios }: { readonly column: string; readonly ratios: readonly (number | null)[] }) {
  const say = useWords();
  const words = useDriftWords();
  const { line, threshold } = sparkPath(ratios, WIDTH, HEIGHT);
  const judged = ratios.filter((ratio) => ratio !== null);
  const last = judged.at(-1);
  const description =
    last === undefined
      ? say('monitors.features.spark.none', { column })
      : say('monitors.features.spark.of', { column, most: words.number(Math.max(...judged), 1), last: words.number(last, 1) });
  return (
    <svg width={WIDTH} height={HEIGHT} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} className={styles.spark} role="img" aria-label={description}>
      <line x1={0} x2={WIDTH} y1={threshold} y2={threshold} className={styles.threshold} />
      <path d={line} data-over={(last !== undefined && last >= 1) || undefined} />
    </svg>
  );
}
