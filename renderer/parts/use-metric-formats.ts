import { useMemo } from 'react';
import { useIntl } from 'react-intl';
import { axisText, metricText } from './metric-text';

/** How values are written on a chart of metrics: the same functions from one drawing to the next. */
export function useMetricFormats(): { readonly formatValue: (value: number, step?: number) => string; readonly formatTip: (value: number) => string } {
  const intl = useIntl();
  return useMemo(() => ({ formatValue: (value, step) => axisText(intl, value, step), formatTip: (value) => metricText(intl, value) }), [intl]);
}
