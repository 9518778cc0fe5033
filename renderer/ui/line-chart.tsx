import { lazy, Suspense, useMemo } from 'react';
import { downsample } from './downsample';
import type { LineDrawingProps } from './line-chart-drawing';
import styles from './line-chart.module.css';

type LineChartProps = LineDrawingProps & { readonly heightPx?: number };

/** Recharts is a third of a megabyte: it is read when the first chart is drawn. */
const Drawing = lazy(async () => ({ default: (await import('./line-chart-drawing')).LineChartDrawing }));

/** Lines over time, from left to right in every language. Long series are thinned to what can be seen. */
export function LineChart({ points, heightPx = 140, ...rest }: LineChartProps) {
  const drawn = useMemo(() => downsample(points), [points]);
  return (
    <div className={styles.chart} dir="ltr" style={{ minBlockSize: heightPx }}>
      <Suspense fallback={null}>
        <Drawing points={drawn} {...rest} />
      </Suspense>
    </div>
  );
}
