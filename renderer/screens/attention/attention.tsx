import { useEffect } from 'react';
import { useIntl } from 'react-intl';
import { useAddress } from '../../data/address';
import { useAttention } from '../../data/attention';
import { useConnections } from '../../data/connections';
import { markInteractive } from '../../data/marks';
import { KeyHints } from '../../parts/key-hints';
import { ScreenHeader } from '../../parts/screen-header';
import { Banner } from '../../ui/banner';
import { useClock } from '../../ui/clock';
import { FailureState } from '../../ui/failure-state';
import { Panel } from '../../ui/panel';
import { whenText } from '../../ui/time-text';
import { useWords } from '../../ui/use-words';
import styles from './attention.module.css';
import { calmOf } from './calm';
import { CalmState } from './calm-state';
import { ConnectionsPanel } from './connections-panel';
import { ItemList } from './item-list';
import { MotionPanel } from './motion-panel';
import { linesOf } from './rows';
import { RunsPanel } from './runs-panel';
import { viewState } from './view-state';

const HINTS = [
  { keys: 'j k', word: 'attention.move' },
  { keys: 'Enter', word: 'attention.open' },
] as const;

/** What waits for a person, over all connections. */
export function Attention() {
  const say = useWords();
  const [{ on }] = useAddress(viewState);
  const { value, lostAt, failure } = useAttention();
  const connections = useConnections();
  const lines = linesOf(value?.items ?? [], on);
  const items = lines.flatMap((line) => (line.kind === 'item' ? [line.item] : []));
  const calm = calmOf({ connections: connections.list, known: connections.known, told: value !== undefined, on });
  const ready = failure !== null || items.length > 0 || calm.kind !== 'loading';
  useEffect(() => {
    if (ready) markInteractive();
  }, [ready]);

  const failed = failure ?? connections.failure;
  return (
    <>
      <ScreenHeader title={say('attention.title')} lead={<Lead count={value ? items.length : null} />} />
      {lostAt !== null && <Lost at={lostAt} />}
      {value?.truncated && (
        <div className={styles.above}>
          <Banner tone="info" title={say('attention.truncated', { count: value.items.length })} />
        </div>
      )}
      <div className={styles.page}>
        <Panel fill padded={false} hints={items.length > 0 && <KeyHints hints={HINTS} />}>
          {failed && items.length === 0 ? (
            <FailureState failure={failed} what={say('attention.failed')} />
          ) : items.length > 0 ? (
            <ItemList lines={lines} />
          ) : (
            <CalmState calm={calm} on={on} />
          )}
        </Panel>
        {connections.list.length > 0 && (
          <div className={styles.side}>
            <MotionPanel on={on} />
            <RunsPanel on={on} />
            <ConnectionsPanel on={on} />
          </div>
        )}
      </div>
    </>
  );
}

function Lead({ count }: { readonly count: number | null }) {
  const say = useWords();
  const intl = useIntl();
  const today = useClock((now) => intl.formatDate(now, { weekday: 'long', day: 'numeric', month: 'long' }));
  return (
    <output>
      <bdi>{today}</bdi>
      {count !== null && count > 0 && ` · ${say('attention.count', { count })}`}
    </output>
  );
}

function Lost({ at }: { readonly at: number }) {
  const say = useWords();
  const intl = useIntl();
  const text = useClock((now) => say('attention.lost', { at: whenText(intl, at, now, true) }));
  return (
    <div className={styles.above}>
      <Banner tone="info" title={text} />
    </div>
  );
}
