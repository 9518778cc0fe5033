import { type FormatNumberOptions, useIntl } from 'react-intl';

export type NumberTextProps = { readonly value: number | null; readonly options?: FormatNumberOptions };

/** A number as the language writes it, in one piece inside any text. What is not known is a dash, never a zero. */
export function NumberText({ value, options }: NumberTextProps) {
  const intl = useIntl();
  return <bdi data-figures>{value === null ? '–' : intl.formatNumber(value, options)}</bdi>;
}

/** A share of 1 as `20%`, with one digit after the point below a tenth. */
export function ShareText({ share }: { readonly share: number }) {
  const intl = useIntl();
  return <bdi data-figures>{intl.formatNumber(share, { style: 'percent', maximumFractionDigits: share > 0 && share < 0.1 ? 1 : 0 })}</bdi>;
}
