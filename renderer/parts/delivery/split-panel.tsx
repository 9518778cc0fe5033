import { useIntl } from 'react-intl';
import { Panel } from '../../ui/panel';
import { NumberText, ShareText } from '../../ui/number-text';
import { type SplitArm, SplitBar } from '../../ui/split-bar';
import { StateMark } from '../../ui/state-mark';
import { useWords } from '../../ui/use-words';
import { MeasuredShare } from './measured-share';
import { drawnSplit, splitSources } from './split-sources';
import styles from './split-panel.module.css';
import { Steps } from './steps-track';
import type { Page } from './use-delivery-page';

/** Who gets how much, by whose word; how many pods are ready; and where in its steps it is. */
export function SplitPanel({ page }: { readonly page: Page }) {
  const say = useWords();
  const { delivery, detail } = page;
  return (
    <Panel title={say('delivery.split')} aside={delivery.engine !== 'local' && <Replicas page={page} />}>
      <div className={styles.panel}>
        <Bar page={page} />
        {delivery.split ? (
          <dl className={styles.sources}>
            {splitSources(delivery.split, detail?.traffic, delivery.engine).map(({ id, word, share, by }) => (
              <div key={id}>
                <dt>
                  {say(word)}
                  {by !== null && (
                    <>
                      {' '}
                      <bdi>({by})</bdi>
                    </>
                  )}
                </dt>
                <dd>{share === null ? <NotKnown id={id} /> : <ShareText share={share} />}</dd>
              </div>
            ))}
            {delivery.engine === 'local' && <MeasuredShare page={page} />}
          </dl>
        ) : (
          <p className={styles.note}>{say('delivery.split.one')}</p>
        )}
        <Steps page={page} />
      </div>
    </Panel>
  );
}

function NotKnown({ id }: { readonly id: string }) {
  const say = useWords();
  return (
    <span className={styles.unknown}>
      <StateMark shape="unknown" size={12} />
      {say(id === 'measured' ? 'delivery.split.unmeasured' : 'ui.split.unknown')}
    </span>
  );
}

function Bar({ page: { delivery, detail } }: { readonly page: Page }) {
  const say = useWords();
  const intl = useIntl();
  const name = (key: string | null, word: string) => {
    const number = detail?.revisions.find((revision) => revision.key !== null && revision.key === key)?.number ?? null;
    return number === null ? word : `${word} ${intl.formatNumber(number, { useGrouping: false })}`;
  };
  const stable = name(delivery.stableKey, say('actions.arm.stable'));
  if (!delivery.split) {
    if (delivery.state === 'unknown') return <SplitBar tall label={say('delivery.split')} arms={[]} unreadable={say('delivery.split.unknown')} />;
    return <SplitBar tall label={say('delivery.split')} arms={[{ id: 'stable', label: stable, share: 1, tone: 'stable' }]} />;
  }
  const { share, desired } = drawnSplit(delivery);
  if (share === null) return <SplitBar tall label={say('delivery.split')} arms={[]} unreadable={say('delivery.split.unknown')} />;
  const arms: readonly SplitArm[] = [
    { id: 'stable', label: stable, share: 1 - share, tone: 'stable' },
    { id: 'candidate', label: name(delivery.candidateKey, say('actions.arm.candidate')), share, tone: 'candidate' },
  ];
  return <SplitBar tall label={say('delivery.split')} arms={arms} {...(desired !== null && { desired: 1 - desired })} />;
}

function Replicas({ page: { delivery } }: { readonly page: Page }) {
  const say = useWords();
  if (delivery.reason === 'fields-missing') return <span>{say('deliveries.detail.not-told')}</span>;
  const { ready, desired, updated } = delivery.replicas;
  return (
    <span data-figures>
      <NumberText value={ready} /> / <NumberText value={desired} /> {say('deliveries.detail.ready')}
      {say('ui.list.comma')}
      <NumberText value={updated} /> {say('deliveries.detail.updated')}
    </span>
  );
}
