import { useIntl } from 'react-intl';
import { useClock } from './clock';
import { agoText, spanText, whenText } from './time-text';

export type MomentProps = { readonly at: number };

/** `3 min. ago`, kept true by the shared clock; the exact moment is in its title. */
export function RelativeTime({ at }: MomentProps) {
  const intl = useIntl();
  const text = useClock((now) => agoText(intl, at, now));
  return (
    <time dateTime={new Date(at).toISOString()} title={intl.formatDate(at, { dateStyle: 'full', timeStyle: 'medium', hourCycle: 'h23' })}>
      <bdi>{text}</bdi>
    </time>
  );
}

/** `11:04`, with the day where it is not today. */
export function ClockTime({ at, seconds = false }: MomentProps & { readonly seconds?: boolean }) {
  const intl = useIntl();
  const text = useClock((now) => whenText(intl, at, now, seconds));
  return (
    <time dateTime={new Date(at).toISOString()} title={intl.formatDate(at, { dateStyle: 'full', timeStyle: 'medium', hourCycle: 'h23' })}>
      <bdi>{text}</bdi>
    </time>
  );
}

/** How long it has gone on: `1 hr 58 min`. */
export function ElapsedTime({ since }: { readonly since: number }) {
  const intl = useIntl();
  return <bdi data-figures>{useClock((now) => spanText(intl, now - since))}</bdi>;
}
