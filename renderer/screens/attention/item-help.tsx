import { useNavigate } from '@tanstack/react-router';
import type { AttentionItem } from '../../../shared/models/attention';
import type { EntityKey } from '../../../shared/models/entity';
import type { Freshness } from '../../../shared/models/freshness';
import type { Address } from '../../data/address';
import type { DeliveryRow } from '../../data/delivery-row';
import { entityAddress } from '../../data/entity-address';
import { useChange } from '../../data/request';
import { ActionButton, type ActionSubject, useActionDeeds, useActionEntries } from '../../parts/action-button';
import { ACTION_ORDER } from '../../parts/action-definitions';
import { offeredActions } from '../../parts/action-offer';
import { notify } from '../../parts/notices';
import { useHindrance } from '../../parts/use-hindrance';
import { Button } from '../../ui/button';
import { IconButton } from '../../ui/icon-button';
import { MoreIcon, ReloadIcon } from '../../ui/icons';
import { Menu } from '../../ui/menu';
import { useWords } from '../../ui/use-words';
import { helpOf } from './rows';

type DeliveryHelpProps = {
  readonly item: AttentionItem;
  readonly entity: EntityKey;
  readonly delivery: Pick<DeliveryRow, 'offers' | 'strategy'> | undefined;
  readonly freshness: Freshness | undefined;
  readonly tab: boolean;
  readonly focused: boolean;
};

/** The action that helps, one press from its plan; the others behind a sign. Where none helps, the way to the delivery. */
export function DeliveryHelp({ item, entity, delivery, freshness, tab, focused }: DeliveryHelpProps) {
  const say = useWords();
  const navigate = useNavigate();
  const hindrance = useHindrance(entity, freshness);
  const subject = { entity, name: item.name, strategy: delivery?.strategy ?? null };
  const offers = delivery?.offers ?? [];
  const help = helpOf(item, offers);
  const all = offeredActions({ offers: [...offers] }, ACTION_ORDER);
  const entries = useActionEntries(
    subject,
    all.filter((id) => id !== help),
    hindrance,
  );
  const look = () => {
    const { to, params = {} } = entityAddress(entity);
    void navigate({ to, params });
  };
  return (
    <>
      {help ? (
        <ActionButton subject={subject} action={help} reason={hindrance} size="s" full keyed={focused} tabIndex={tab ? 0 : -1} />
      ) : (
        <Button size="s" full tabIndex={tab ? 0 : -1} onClick={look}>
          {say('attention.do.look')}
        </Button>
      )}
      {entries.length > 0 && (
        <Menu
          side="end"
          label={say('attention.more', { name: item.name })}
          entries={entries}
          target={<IconButton inRow size="s" icon={MoreIcon} label={say('attention.more', { name: item.name })} tabIndex={tab ? 0 : -1} />}
        />
      )}
      {focused && <Deeds subject={subject} actions={all} reason={hindrance} />}
    </>
  );
}

/** The keys and palette words of its actions, while it has the focus. */
function Deeds({ subject, actions, reason }: { subject: ActionSubject; actions: ReturnType<typeof offeredActions>; reason: string | null }) {
  useActionDeeds(subject, actions, reason);
  return null;
}

/** Tries the connection again at once. */
export function ConnectionHelp({ item: { cause, connection }, tab }: { readonly item: AttentionItem; readonly tab: boolean }) {
  const say = useWords();
  const retry = useChange('connections.retry');
  const press = () => retry.mutate({ id: connection }, { onError: (failure) => notify({ tone: 'bad', word: 'shell.notice.failed', failure }) });
  return (
    <Button size="s" full icon={ReloadIcon} working={retry.isPending} tabIndex={tab ? 0 : -1} onClick={press}>
      {say(cause === 'connection-signed-out' ? 'attention.do.sign-in' : 'attention.do.retry')}
    </Button>
  );
}

/** The way to what a workspace waits with: it is mended on its own page. */
export function ConcernHelp({ address: { to, params = {}, search = {} }, tab }: { readonly address: Address; readonly tab: boolean }) {
  const say = useWords();
  const navigate = useNavigate();
  return (
    <Button size="s" full tabIndex={tab ? 0 : -1} onClick={() => void navigate({ to, params: { ...params }, search: { ...search } })}>
      {say('attention.do.look')}
    </Button>
  );
}
