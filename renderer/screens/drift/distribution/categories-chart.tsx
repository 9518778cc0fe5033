import type { DistributionBar } from './distribution-bars';
import styles from './distribution.module.css';

export type CategoriesChartProps = {
  readonly bars: readonly DistributionBar[];
  readonly label: string;
  readonly headings: { readonly bin: string; readonly reference: string; readonly current: string; readonly difference: string };
  readonly nameOf: (bar: DistributionBar) => string;
  readonly shareText: (share: number) => string;
  readonly pointsText: (difference: number) => string;
};

/** A line for each category, what changed most first: both shares from the same beginning, and their difference. A table, so that it is read as well as seen. */
export function CategoriesChart({ bars, label, headings, nameOf, shareText, pointsText }: CategoriesChartProps) {
  const most = Math.max(...bars.map(({ reference, current }) => Math.max(reference, current)), Number.MIN_VALUE);
  const size = (share: number) => `${(share / most) * 100}%`;
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what is scrolled must be reached by keys
    <div className={styles.categories} tabIndex={0}>
      <table aria-label={label}>
        <thead>
          <tr>
            <th scope="col">{headings.bin}</th>
            <th scope="col" aria-hidden />
            <th scope="col">{headings.reference}</th>
            <th scope="col">{headings.current}</th>
            <th scope="col">{headings.difference}</th>
          </tr>
        </thead>
        <tbody>
          {bars.map((bar) => (
            <tr key={`${bar.kind} ${bar.name}`}>
              <th scope="row" title={nameOf(bar)}>
                <bdi>{nameOf(bar)}</bdi>
              </th>
              <td aria-hidden className={styles.both}>
                <span className={styles.was} style={{ inlineSize: size(bar.reference) }} />
                <span className={styles.is} style={{ inlineSize: size(bar.current) }} />
              </td>
              <td>
                <bdi>{shareText(bar.reference)}</bdi>
              </td>
              <td>
                <bdi>{shareText(bar.current)}</bdi>
              </td>
              <td className={styles.points}>
                <bdi>{pointsText(bar.difference)}</bdi>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
