// Drawn as elements: a native image would be a file.
/* oxlint-disable jsx-a11y/prefer-tag-over-role */
import { useMemo, useRef } from 'react';
import { useDrawTurn } from './draw-turns';
import frameLook from './drawing-frame.module.css';
import { SeriesDrawing } from './series-drawing';
import type { SeriesChartProps } from './series-props';
import { useWidth } from './use-width';

/** Lines over steps or time, from left to right in every language, with the span of what was thinned. Drawn in turn with other charts. */
export function SeriesChart(props: SeriesChartProps) {
  const {
    description,
    series,
    formatValue,
    formatTip = formatValue,
    formatX,
    isTime = false,
    log = false,
    end = null,
    span = null,
    onSpan,
    heightPx = 118,
  } = props;
  const place = useRef<HTMLDivElement>(null);
  const width = useWidth(place);
  const asked = useMemo(
    () => ({ series, formatValue, formatTip, formatX, isTime, log, end, span, onSpan, width, height: heightPx }),
    [series, formatValue, formatTip, formatX, isTime, log, end, span, onSpan, width, heightPx],
  );
  const drawn = useDrawTurn(asked);
  return (
    <div ref={place} className={frameLook.chart} dir="ltr" style={{ blockSize: heightPx }} role="img" aria-label={description}>
      {drawn && drawn.width > 0 && <SeriesDrawing {...drawn} />}
    </div>
  );
}
