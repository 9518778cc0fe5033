import type { SeriesPoint } from '../../../../shared/models/drift-monitor';
import type { LivePoint } from '../../../../shared/models/live-point';
import { dashedPath, type Frame, placeOfValue, placeOfX } from '../../../ui/chart-paths';
import styles from './live.module.css';

const RADIUS = 4.5;
const WORD_PX = 40;
const BESIDE = 9;
const MARKS_HEIGHT = 21;

/** Windows as far as they have been answered: a ring at the moment that each was counted last, never a point of the line. */
export function LiveRings({ live, points, frame, word }: LiveRingsProps) {
  const last = points.findLast(({ value, verdict }) => value !== null && verdict !== null && verdict !== 'insufficient');
  return live.map((point) => {
    const at = liveMoment(point);
    const [x, y] = [placeOfX(frame, at), placeOfValue(frame, point.value ?? 0)];
    const from = last && last.end <= point.start ? (last.start + last.end) / 2 : null;
    return (
      <g key={point.start} className={styles.live} data-found={point.verdict ?? 'insufficient'} data-stood={point.stoodSince !== null || undefined} data-live>
        {from !== null && <path d={dashedPath({ x: [from, at], value: [last?.value ?? null, point.value] }, frame)} />}
        <circle cx={x} cy={y} r={RADIUS} />
        {!point.isOver && <text {...wordAt(x, y, frame)}>{word}</text>}
      </g>
    );
  });
}

/** Beside it, where nothing has come yet, and below the words of marks. */
function wordAt(x: number, y: number, { plot }: Frame) {
  const isLast = x > plot.x + plot.width - WORD_PX;
  return { x: isLast ? x - BESIDE : x + BESIDE, y: Math.max(y + 4, plot.y + MARKS_HEIGHT), textAnchor: isLast ? 'end' : 'start' } as const;
}

export type LiveRingsProps = {
  readonly live: readonly LivePoint[];
  readonly points: readonly SeriesPoint[];
  readonly frame: Frame;
  readonly word: string;
};

/** Where it stands in time: within its window, at whatever moment that was told. */
export const liveMoment = ({ start, end, at }: LivePoint): number => Math.min(Math.max(at, start), end);
