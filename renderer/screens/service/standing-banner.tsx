import { useIntl } from 'react-intl';
import type { Service } from '../../../shared/models/service';
import { Banner } from '../../ui/banner';
import { useClock } from '../../ui/clock';
import { FailureState } from '../../ui/failure-state';
import { whenText } from '../../ui/time-text';
import { useWords } from '../../ui/use-words';
import { useActWhy } from './act-why';
import styles from './service.module.css';

/** What somebody has to know before all else: a rule came off, a revision does not load, or the way back is at once. */
export function StandingBanner({ service: { release, arms } }: { readonly service: Service }) {
  const say = useWords();
  const why = useActWhy();
  const { lock, before, waiting } = release;
  const failed = arms.filter(({ host }) => host === 'failed');
  if (!lock && failed.length === 0 && !before && !waiting) return null;
  return (
    <div className={styles.above}>
      {lock && (
        <Banner tone="bad" title={say('services.locked')}>
          {why({ failure: lock, why: '' })} {say('services.locked.text')}
        </Banner>
      )}
      {waiting && (
        <Banner tone="warn" title={say('services.waits')}>
          {why({ failure: waiting, why: '' })} {say('services.waits.text')}
        </Banner>
      )}
      {failed.map(
        ({ revision, failure }) => failure && <FailureState key={revision} compact failure={failure} what={say('actions.revision', { number: revision })} />,
      )}
      {before && <Baking revision={before.revision} until={before.until} />}
    </div>
  );
}

function Baking({ revision, until }: { readonly revision: number; readonly until: number }) {
  const say = useWords();
  const intl = useIntl();
  const text = useClock((now) => (until <= now ? null : say('services.baking', { revision, at: whenText(intl, until, now) })));
  return text !== null && <Banner tone="info" title={text} />;
}
