import { useChange } from '../../data/request';
import { useSampleLife } from '../../data/sample-life';
import { serviceAddress } from '../../data/workspace-address';
import { AddressLink } from '../address-link';
import { Button } from '../../ui/button';
import { FailureState } from '../../ui/failure-state';
import { IconButton } from '../../ui/icon-button';
import { CloseIcon, ResumeIcon, StartIcon } from '../../ui/icons';
import { Panel } from '../../ui/panel';
import { useWords } from '../../ui/use-words';
import type { SampleLife } from '../../../shared/models/sample-life';
import { LifeSteps } from './life-steps';
import styles from './sample-life.module.css';
import { goToStop } from './tour-place';
import { SERVICE } from './tour-stops';

/** Offers to bring the sample to life, shows how far that is, and where to look then. Nothing in any other workspace, or once it was sent away. */
export function SampleLifePanel() {
  const life = useSampleLife();
  return life?.offered ? <Offer life={life} /> : null;
}

function Offer({ life }: { readonly life: SampleLife }) {
  const say = useWords();
  const { connection, state } = life;
  const dismiss = useChange('sample.dismiss');
  const enliven = useChange('sample.enliven');
  const begin = () => enliven.mutate({ connection, reason: say('sample.reason') });
  const failure = enliven.error ?? dismiss.error;
  return (
    <Panel
      title={say(`sample.${state}`)}
      aside={
        state !== 'under-way' && (
          <IconButton size="s" icon={CloseIcon} label={say('sample.dismiss')} onClick={() => dismiss.mutate({ connection, what: 'offer' })} />
        )
      }
    >
      <div className={styles.life}>
        <p className={styles.text}>{say(`sample.${state}.text`)}</p>
        {state !== 'resting' && <LifeSteps life={life} />}
        {failure && <FailureState compact once failure={failure} />}
        <div className={styles.deeds}>
          {state === 'idle' && (
            <Button kind="primary" icon={StartIcon} working={enliven.isPending} onClick={begin}>
              {say('sample.begin')}
            </Button>
          )}
          {state === 'resting' && (
            <Button icon={ResumeIcon} working={enliven.isPending} onClick={begin}>
              {say('sample.wake')}
            </Button>
          )}
          {state === 'stopped' && (
            <Button kind="primary" icon={ResumeIcon} working={enliven.isPending} onClick={begin}>
              {say('sample.go-on')}
            </Button>
          )}
          {state === 'alive' && (
            <>
              {life.tour && (
                <Button kind="primary" onClick={() => goToStop(0)}>
                  {say('sample.tour.begin')}
                </Button>
              )}
              <AddressLink address={serviceAddress(connection, SERVICE)}>{say('sample.see.service')}</AddressLink>
            </>
          )}
        </div>
      </div>
    </Panel>
  );
}
