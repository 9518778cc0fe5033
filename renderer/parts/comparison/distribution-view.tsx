import { useState } from 'react';
import { useIntl } from 'react-intl';
import { type ArmComparison, type Distribution, type FeatureComparison, pointOf } from '../../../shared/models/arm-comparison';
import { Fact, Facts } from '../../ui/facts';
import { Select } from '../../ui/select';
import { useWords } from '../../ui/use-words';
import { ArmsDrawing } from './arms-drawing';
import styles from './comparison.module.css';
import { worstOf } from './comparison-text';

type Told = { readonly id: string; readonly side: 'input' | 'output'; readonly feature: FeatureComparison };

/** How one input or prediction is spread at both revisions, in bins that the stable one fixed; at first the prediction that differs most. */
export function DistributionView({ comparison }: { readonly comparison: ArmComparison }) {
  const say = useWords();
  const intl = useIntl();
  const [chosen, setChosen] = useState<string | null>(null);
  const of = (side: Told['side'], features: readonly FeatureComparison[]): Told[] =>
    features.map((feature) => ({ id: `${side} ${feature.name}`, side, feature }));
  const predictions = pointOf(comparison, 'predictions')?.features ?? [];
  const all = [...of('output', predictions), ...of('input', pointOf(comparison, 'inputs')?.features ?? [])];
  const worst = worstOf(predictions);
  const shown = all.find(({ id }) => id === chosen) ?? all.find(({ feature }) => feature === worst) ?? all[0];
  if (!shown) return null;
  const { feature } = shown;
  const { psi, byChance, p, missing, beyond, rows, distribution } = feature;
  const number = (value: number | null) => (value === null ? '–' : intl.formatNumber(value, { maximumSignificantDigits: 2 }));
  const share = ({ part, total }: { readonly part: number; readonly total: number }) =>
    total === 0 ? '–' : intl.formatNumber(part / total, { style: 'percent', maximumFractionDigits: 2 });
  return (
    <section className={styles.distribution}>
      <div className={styles.drawing}>
        <Select
          size="s"
          label={say('compare.feature')}
          labelHidden
          value={shown.id}
          choices={all.map(({ id, side, feature: { name } }) => ({ value: id, label: say(`compare.feature.${side}`, { name }) }))}
          onChange={setChosen}
        />
        {distribution && <Drawing name={feature.name} distribution={distribution} />}
      </div>
      <Facts ends>
        <Fact word={say('compare.feature.psi')} warn={feature.verdict === 'fail'}>
          <bdi>{psi ? say('compare.feature.psi.of', { psi: number(psi.value), chance: number(byChance) }) : '–'}</bdi>
        </Fact>
        <Fact word={say('compare.feature.p')}>
          <bdi>{number(p)}</bdi>
        </Fact>
        <Fact word={say('compare.feature.missing')}>
          <bdi>{say('compare.against-text', { candidate: share(missing.candidate), stable: share(missing.stable) })}</bdi>
        </Fact>
        <Fact word={say('compare.feature.beyond')}>
          <bdi>{share(beyond)}</bdi>
        </Fact>
        <Fact word={say('compare.feature.rows')}>
          <bdi>{say('compare.against-text', { candidate: intl.formatNumber(rows.candidate), stable: intl.formatNumber(rows.stable) })}</bdi>
        </Fact>
      </Facts>
    </section>
  );
}

function Drawing({ name, distribution }: { readonly name: string; readonly distribution: Distribution }) {
  const say = useWords();
  const intl = useIntl();
  const { stable, candidate } = distribution.shares;
  // The bins below and above all are drawn where there is something in them.
  const isNumbers = distribution.kind === 'numbers';
  const within = (shares: readonly number[]) =>
    isNumbers && stable[0] === 0 && candidate[0] === 0 && stable.at(-1) === 0 && candidate.at(-1) === 0 ? shares.slice(1, -1) : shares;
  const number = (value: number) => intl.formatNumber(value, { maximumSignificantDigits: 3 });
  const ends = isNumbers
    ? within(stable).length === stable.length
      ? [say('compare.feature.below'), number(distribution.low), number(distribution.high), say('compare.feature.above')]
      : [number(distribution.low), number((distribution.low + distribution.high) / 2), number(distribution.high)]
    : [...distribution.names, say('compare.feature.others')];
  return <ArmsDrawing name={name} kind={distribution.kind} stable={within(stable)} candidate={within(candidate)} ends={ends} />;
}
