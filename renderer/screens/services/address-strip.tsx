import { useMemo, useState } from 'react';
import type { AddressActionId } from '../../../shared/models/action-id';
import { ADDRESS_ID, ADDRESS_NAME, type GatewayAddress } from '../../../shared/models/gateway-address';
import type { EntityKey } from '../../../shared/models/entity';
import { useConnections } from '../../data/connections';
import { useRequest } from '../../data/request';
import { actionLook } from '../../parts/action-definitions';
import { planAction, useActionDeeds } from '../../parts/action-button';
import { CopyButton } from '../../parts/copy-button';
import { useHindrance } from '../../parts/use-hindrance';
import { Banner } from '../../ui/banner';
import { Button } from '../../ui/button';
import { FailureState } from '../../ui/failure-state';
import { LockIcon, OpenOutsideIcon } from '../../ui/icons';
import { useWords } from '../../ui/use-words';
import styles from './address.module.css';
import { AddressFacts } from './address-facts';
import { ElsewhereDialog } from './elsewhere-dialog';

/** Whether other machines reach the services, and who of them. */
export function AddressStrip({ connection, services }: { readonly connection: string; readonly services: readonly string[] }) {
  const say = useWords();
  const { data, error } = useRequest('address.get', { connection });
  const entity = useMemo<EntityKey>(() => ({ connection, kind: 'address', id: ADDRESS_ID }), [connection]);
  const reason = useHindrance(entity, useConnections().byId.get(connection)?.freshness);
  const offers = data ? offersOf(data.address) : NONE;
  useActionDeeds({ entity, name: ADDRESS_NAME, strategy: null }, offers, reason);
  const [calling, setCalling] = useState(false);
  if (error && !data) return <FailureState compact failure={error} what={say('address.unread')} />;
  if (!data) return null;
  const { address } = data;
  const act = (action: AddressActionId) => () => planAction({ entity, name: ADDRESS_NAME }, action);
  if (address.state === 'closed')
    return (
      <section className={styles.closed} aria-label={say('address.closed')}>
        <LockIcon size={15} />
        <span>
          {say('address.closed')}. <span className={styles.quiet}>{say('address.closed.text')}</span>
        </span>
        <Button size="s" icon={OpenOutsideIcon} reason={reason} title={reason ? undefined : say('actions.open-address.does')} onClick={act('open-address')}>
          {say('actions.open-address')}
        </Button>
      </section>
    );
  const { uri } = address;
  return (
    <section className={styles.address} aria-label={say('address.open')}>
      <Standing address={address} />
      <AddressFacts connection={connection} address={address} />
      <div className={styles.buttons}>
        {uri !== null && (
          <Button size="s" onClick={() => setCalling(true)}>
            {say('address.call')}
          </Button>
        )}
        {offers.map((action) => (
          <Button
            key={action}
            size="s"
            icon={actionLook(action).icon}
            reason={reason}
            title={reason ? undefined : say(actionLook(action).does)}
            onClick={act(action)}
          >
            {say(action === 'open-address' ? 'address.change' : actionLook(action).word)}
          </Button>
        ))}
      </div>
      {calling && <ElsewhereDialog address={address} services={services} onClose={() => setCalling(false)} />}
    </section>
  );
}

const NONE: readonly AddressActionId[] = [];
/** What ends it comes last. */
const ORDER: readonly AddressActionId[] = ['replace-token', 'open-address', 'close-address'];
/** What its state allows. */
const offersOf = ({ state, token }: GatewayAddress): readonly AddressActionId[] =>
  ORDER.filter((id) => (id === 'close-address' ? state !== 'closed' : id === 'replace-token' ? token !== null : true));

function Standing({ address: { uri, failure } }: { readonly address: GatewayAddress }) {
  const say = useWords();
  if (uri !== null)
    return (
      <Banner
        tone="info"
        action={<CopyButton text={uri} label={say('address.copy')} />}
        title={
          <span className={styles.at}>
            {say('address.open.at')} <bdi dir="ltr">{uri}</bdi>
          </span>
        }
      />
    );
  if (!failure) return <Banner tone="info" title={say('address.opening')} />;
  return <FailureState compact failure={failure} what={`${say('address.failed')}. ${say('address.failed.text')}`} />;
}
