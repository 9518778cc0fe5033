import { useState } from 'react';
import { useIntl } from 'react-intl';
import { useChange, useRequest } from '../../data/request';
import { useSettings } from '../../data/watch';
import { notify } from '../../parts/notices';
import { Banner } from '../../ui/banner';
import { Button } from '../../ui/button';
import { ConfirmDialog } from '../../ui/confirm-dialog';
import { FailureState } from '../../ui/failure-state';
import { LoadingState } from '../../ui/loading-state';
import { Panel } from '../../ui/panel';
import { Switch } from '../../ui/switch';
import { useWords } from '../../ui/use-words';
import { storeSize } from './store-size';
import styles from './settings.module.css';

/** What is kept on this computer, how it is, and how to be rid of it. */
export function Store() {
  const say = useWords();
  const intl = useIntl();
  const { value } = useSettings();
  const { data, error, isFetching, refetch } = useRequest('store.status', {});
  const { mutate } = useChange('settings.update', {
    refresh: ['store.status'],
    failed: (failure) => notify({ tone: 'bad', word: 'settings.change.failed', failure }),
  });
  return (
    <Panel title={say('settings.store')}>
      <div className={styles.stack}>
        {value && (
          <Switch
            label={say('settings.last-known')}
            hint={say('settings.last-known.hint')}
            checked={value.settings.keepLastKnown}
            onChange={(keepLastKnown) => mutate({ keepLastKnown })}
          />
        )}
        {!data && isFetching && <LoadingState what={say('settings.store.asking')} lines={2} />}
        {error && <FailureState compact failure={error} onRetry={() => void refetch()} />}
        {data?.failure && <FailureState compact failure={data.failure} what={say('settings.store.failed')} />}
        {data?.setAside && <Banner tone="warn" title={say('settings.store.set-aside', { name: data.setAside })} />}
        {data && (
          <div className={styles.line}>
            <span className={styles.text}>{say('settings.store.size', { size: storeSize(intl, data.bytes) })}</span>
            <Forget />
          </div>
        )}
      </div>
    </Panel>
  );
}

function Forget() {
  const say = useWords();
  const [asking, setAsking] = useState(false);
  const forget = useChange('store.forget', {
    refresh: ['store.status'],
    done: ({ entities }) => {
      setAsking(false);
      notify({ tone: 'ok', word: 'settings.store.forgotten', values: { count: entities } });
    },
  });
  return (
    <>
      <Button onClick={() => setAsking(true)}>{say('settings.store.forget')}</Button>
      <ConfirmDialog
        opened={asking}
        onClose={() => setAsking(false)}
        title={say('settings.store.forget')}
        confirmWord={say('settings.store.forget')}
        danger
        working={forget.isPending}
        onConfirm={() => forget.mutate({})}
      >
        <p>{say('settings.store.forget.text')}</p>
        {forget.error && <FailureState compact failure={forget.error} />}
      </ConfirmDialog>
    </>
  );
}
