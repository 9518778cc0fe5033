import { axisMarks } from './axis-marks';
import type { HeatLayout } from './heat-layout';
import styles from './heat-map.module.css';

type HeatAxisProps = { readonly layout: HeatLayout; readonly chosen: number | null; readonly nameWindow: (window: number) => string };

/** Half of what is named: at the end it would be cut. */
const HALF_PX = 20;

/** Below the map: when some of its windows begin. */
export function HeatAxis({ layout: { width, names, across, windows }, chosen, nameWindow }: HeatAxisProps) {
  return (
    <div className={styles.axis} aria-hidden>
      {axisMarks(windows, across, chosen).map((window) => (
        <span
          key={window}
          data-chosen={window === chosen || undefined}
          style={{ insetInlineStart: Math.min(names + (window + 0.5) * across, width - HALF_PX) }}
        >
          {nameWindow(window)}
        </span>
      ))}
    </div>
  );
}
