import { useIntl } from 'react-intl';
import type { DeliveryRow } from '../data/delivery-row';
import { shownSplit } from './delivery-progress';
import { useWords } from '../ui/use-words';

export type SplitText = {
  readonly percent: number | null;
  readonly desired: number | null;
  /** `20% of pods`. */
  readonly short: string;
  /** With its source, and with what is asked for. */
  readonly long: string;
};

/** How much the new version gets, in words that name who says so; null where nothing is under way. */
export function useSplitText(row: Pick<DeliveryRow, 'split'>): SplitText | null {
  const say = useWords();
  const intl = useIntl();
  const split = shownSplit(row);
  if (!split) return null;
  const { percent, source, desired } = split;
  const text = (value: number) => intl.formatNumber(value / 100, { style: 'percent', maximumFractionDigits: value > 0 && value < 10 ? 1 : 0 });
  const asked = desired === null ? [] : [say('deliveries.split.title.desired', { percent: text(desired) })];
  if (percent === null || source === null) {
    return { percent: null, desired, short: say('deliveries.split.unknown'), long: [say('deliveries.split.title.unknown'), ...asked].join('\n') };
  }
  const values = { percent: text(percent) };
  return {
    percent,
    desired,
    short: say(`deliveries.split.by-${source}`, values),
    long: [say(`deliveries.split.title.${source}`, values), ...asked].join('\n'),
  };
}
