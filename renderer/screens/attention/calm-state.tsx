import { Link, useNavigate } from '@tanstack/react-router';
import { useChange } from '../../data/request';
import { DELIVERY_FIELDS } from '../../data/delivery-row';
import { useLive } from '../../data/live';
import { CalmSea } from '../../parts/calm-sea';
import { ConnectionLines } from '../../parts/connection-lines';
import { Button } from '../../ui/button';
import { buttonLook } from '../../ui/button-look';
import { EmptyState } from '../../ui/empty-state';
import { FailureState } from '../../ui/failure-state';
import { StartIcon } from '../../ui/icons';
import { LoadingState } from '../../ui/loading-state';
import { NumberText } from '../../ui/number-text';
import { useWords } from '../../ui/use-words';
import styles from './attention.module.css';
import type { Calm } from './calm';
import { motionOf } from './motion';

/** What an empty list means: that all is well is said only where all was read. */
export function CalmState({ calm, on }: { readonly calm: Calm; readonly on: readonly string[] }) {
  const say = useWords();
  switch (calm.kind) {
    case 'loading':
      return <LoadingState what={say('attention.loading')} lines={6} />;
    case 'no-connections':
      return <EmptyState art={<CalmSea />} title={say('attention.none')} text={say('attention.none.text')} action={<Ways />} />;
    case 'off':
      return (
        <EmptyState
          title={say('attention.off')}
          text={say('attention.off.text')}
          action={
            <Link to="/connections" className={buttonLook({ kind: 'primary' })}>
              {say('attention.off.do')}
            </Link>
          }
        />
      );
    case 'unread':
      return <EmptyState title={say('attention.unread')} text={say('attention.unread.text')} action={<Behind calm={calm} />} />;
    case 'partly':
      return (
        <EmptyState
          title={say('attention.partly')}
          text={say('attention.partly.text', { live: calm.live, count: calm.live + calm.behind.length })}
          action={<Behind calm={calm} />}
        />
      );
    case 'calm':
      return (
        <EmptyState art={<CalmSea />} title={say('attention.calm')} text={say('attention.calm.text', { count: calm.live })} action={<Figures on={on} />} />
      );
  }
}

/** The two ways to begin: with what runs elsewhere, or on this machine alone. */
function Ways() {
  const say = useWords();
  const navigate = useNavigate();
  const sample = useChange('workspaces.openSample', { done: () => void navigate({ to: '/workspace' }) });
  return (
    <>
      <div className={styles.ways}>
        <Link to="/connections" search={{ add: 'yes' }} className={buttonLook({ kind: 'primary' })}>
          {say('attention.none.add')}
        </Link>
        <Button icon={StartIcon} working={sample.isPending} onClick={() => sample.mutate({})}>
          {say('workspace.open-sample')}
        </Button>
      </div>
      {sample.error && <FailureState compact once failure={sample.error} what={say('workspace.open-failed')} />}
    </>
  );
}

function Behind({ calm }: { readonly calm: Extract<Calm, { kind: 'unread' | 'partly' }> }) {
  return (
    <div className={styles.behind}>
      <ConnectionLines connections={calm.behind} />
    </div>
  );
}

function Figures({ on }: { readonly on: readonly string[] }) {
  const say = useWords();
  const { entities } = useLive('delivery', DELIVERY_FIELDS);
  const { total, moving, stable } = motionOf(entities.values(), on, 0);
  if (total === 0) return null;
  return (
    <dl className={styles.figures}>
      {(
        [
          [total, say('attention.calm.deliveries', { count: total })],
          [moving, say('attention.calm.motion')],
          [stable, say('attention.calm.stable')],
        ] as const
      ).map(([value, word]) => (
        <div key={word}>
          <dt>{word}</dt>
          <dd>
            <NumberText value={value} />
          </dd>
        </div>
      ))}
    </dl>
  );
}
