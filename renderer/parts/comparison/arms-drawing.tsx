import { Histogram } from '../../ui/histogram';
import { useWords } from '../../ui/use-words';
import styles from './comparison.module.css';

const HEIGHT_PX = 84;

export type ArmsDrawingProps = {
  readonly name: string;
  readonly kind: 'numbers' | 'categories';
  /** Shares of each bin. */
  readonly stable: readonly number[];
  readonly candidate: readonly number[];
  /** What stands below them, from the first to the last. */
  readonly ends: readonly string[];
};

/** How something is spread at both revisions, in shared bins: bars are the stable one, the line is the candidate. */
export function ArmsDrawing({ name, kind, stable, candidate, ends }: ArmsDrawingProps) {
  const say = useWords();
  return (
    <>
      <Histogram bars={stable} against={candidate} heightPx={HEIGHT_PX} description={say('compare.feature.drawn', { name })} />
      <div className={styles.ends} data-kind={kind}>
        {ends.map((end) => (
          <bdi key={end}>{end}</bdi>
        ))}
      </div>
      <div className={styles.legend}>
        <span data-arm="stable">{say('compare.feature.bars')}</span>
        <span data-arm="candidate">{say('compare.feature.steps')}</span>
      </div>
    </>
  );
}
