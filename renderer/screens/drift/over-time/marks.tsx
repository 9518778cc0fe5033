import type { ReactElement } from 'react';
import type { DriftMark } from '../../../../shared/models/drift-monitor';
import { type Frame, placeOfX } from '../../../ui/chart-paths';
import { placeMarks } from './place-marks';
import styles from './over-time.module.css';

/** What happened, at its moment: a shape for each kind at one end of its line, its words beside it where there is room. */
export function Marks({ marks, frame }: { readonly marks: readonly DriftMark[]; readonly frame: Frame }) {
  const { plot, from, to } = frame;
  const within = marks.filter(({ at }) => at >= from && at <= to);
  return (
    <>
      {placeMarks(within, (at) => placeOfX(frame, at), plot.x + plot.width).map(({ mark, x, isNamed }) => (
        <g key={`${mark.at} ${mark.kind} ${mark.label}`} className={styles.mark} data-kind={mark.kind}>
          <title>{mark.label}</title>
          <line x1={x} x2={x} y1={plot.y} y2={plot.y + plot.height} />
          {SHAPES[mark.kind](x, plot.y, plot.y + plot.height)}
          {isNamed && (
            <text x={x + 6} y={plot.y + 8}>
              {mark.label}
            </text>
          )}
        </g>
      ))}
    </>
  );
}

const SHAPES: Readonly<Record<DriftMark['kind'], (x: number, top: number, bottom: number) => ReactElement>> = {
  delivery: (x, _top, bottom) => <path d={`M${x} ${bottom - 8}l5 8h-10z`} data-filled />,
  version: (x, top) => <circle cx={x} cy={top + 3} r={3.4} />,
  configuration: (x, top) => <rect x={x - 3} y={top} width={6} height={6} />,
  reference: (x, top) => <path d={`M${x} ${top - 1}l4 4-4 4-4-4z`} />,
};
