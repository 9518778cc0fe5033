import { Link } from '@tanstack/react-router';
import { memo, type ReactNode } from 'react';
import { ACTION_IDS } from '../../../shared/models/action-id';
import type { AttentionItem } from '../../../shared/models/attention';
import type { Freshness } from '../../../shared/models/freshness';
import type { WorkspaceConcern } from '../../../shared/models/workspace-concern';
import { useConnections } from '../../data/connections';
import { DELIVERY_FIELDS, type DeliveryRow } from '../../data/delivery-row';
import { useLiveOne } from '../../data/live';
import { useActionRuns } from '../../data/use-action';
import { ConnectionMark } from '../../parts/connection-mark';
import { EntityLink } from '../../parts/entity-link';
import { deedWord } from '../../parts/deed-word';
import { Chip } from '../../ui/chip';
import { ClockTime, ElapsedTime } from '../../ui/time-texts';
import { useWords } from '../../ui/use-words';
import styles from './item-list.module.css';
import { addressOfConcern } from './concern-text';
import { ConcernHelp, ConnectionHelp, DeliveryHelp } from './item-help';
import { CAUSE_LOOKS, runOf, sentenceOf, whatOf, whyOf } from './rows';

export type ItemRowProps = {
  readonly item: AttentionItem;
  /** The list's tab stop. */
  readonly tab: boolean;
  /** It has the focus: keys of its actions are its own. */
  readonly focused: boolean;
};

/** One thing that waits, and the one press that helps. */
export const ItemRow = memo(function ItemRow(props: ItemRowProps) {
  const { entity, concern } = props.item;
  if (concern) return <OfWorkspace {...props} concern={concern} />;
  return entity ? <OfDelivery {...props} entity={entity} /> : <OfConnection {...props} />;
});

function OfDelivery({ item, tab, focused, entity }: ItemRowProps & { readonly entity: NonNullable<AttentionItem['entity']> }) {
  const { entity: delivery } = useLiveOne('delivery', DELIVERY_FIELDS, entity);
  const freshness = useConnections().byId.get(item.connection)?.freshness;
  return (
    <Row item={item} delivery={delivery} freshness={freshness} tab={tab}>
      <DeliveryHelp item={item} entity={entity} delivery={delivery} freshness={freshness} tab={tab} focused={focused} />
    </Row>
  );
}

function OfConnection({ item, tab }: ItemRowProps) {
  return (
    <Row item={item} delivery={undefined} freshness={undefined} tab={tab}>
      <ConnectionHelp item={item} tab={tab} />
    </Row>
  );
}

function OfWorkspace({ item, tab, concern }: ItemRowProps & { readonly concern: WorkspaceConcern }) {
  const freshness = useConnections().byId.get(item.connection)?.freshness;
  return (
    <Row item={item} delivery={undefined} freshness={freshness} tab={tab}>
      <ConcernHelp address={addressOfConcern(item.connection, concern)} tab={tab} />
    </Row>
  );
}

type RowProps = {
  readonly item: AttentionItem;
  readonly delivery: DeliveryRow | undefined;
  /** Of the connection that it is of: what is not of now is told without a colour that calls. */
  readonly freshness: Freshness | undefined;
  readonly tab: boolean;
  readonly children: ReactNode;
};

function Row({ item, delivery, freshness, tab, children }: RowProps) {
  const say = useWords();
  const runs = useActionRuns();
  const { cause, connection, namespace, since, said, why } = item;
  const { word, values } = whatOf(item, delivery);
  const reason = whyOf(item, runOf(item, runs));
  const { tone, mark } = CAUSE_LOOKS[cause];
  const spoken = sentenceOf(said);
  const old = freshness !== undefined && freshness.state !== 'live';
  const title = say(word, cause === 'action-unsettled' ? { ...values, action: actionWord(say, why) } : values);
  return (
    <article className={styles.item} data-old={old || undefined}>
      <div className={styles.cause}>
        <Chip tone={old ? 'plain' : tone} mark={mark}>
          {say(`attention.cause.${cause}`)}
        </Chip>
      </div>
      <div className={styles.text}>
        <h3>
          <Title item={item} tab={tab}>
            {title}
          </Title>
        </h3>
        {reason && <p>{say(reason.word, reason.values)}</p>}
        {spoken !== null && (
          <p className={styles.said} dir="auto" title={spoken}>
            {spoken}
          </p>
        )}
      </div>
      <div className={styles.place}>
        <ConnectionMark id={connection} brief />
        {namespace !== null && <bdi className={styles.namespace}>{namespace}</bdi>}
      </div>
      <div className={styles.when}>
        {since !== null && (
          <>
            <ClockTime at={since} />
            <span>
              <ElapsedTime since={since} />
            </span>
          </>
        )}
      </div>
      <div className={styles.help}>{children}</div>
    </article>
  );
}

/** Leads to what it is about. */
function Title({ item: { entity, connection, concern }, tab, children }: Pick<RowProps, 'item' | 'tab' | 'children'>) {
  const tabIndex = tab ? 0 : -1;
  if (concern) {
    const { to, params = {}, search = {} } = addressOfConcern(connection, concern);
    return (
      <Link to={to} params={{ ...params }} search={{ ...search }} className={styles.open ?? ''} tabIndex={tabIndex}>
        {children}
      </Link>
    );
  }
  return entity ? (
    <EntityLink entity={entity} className={styles.open} tabIndex={tabIndex}>
      {children}
    </EntityLink>
  ) : (
    <Link to="/connections" search={{ open: connection }} className={styles.open ?? ''} tabIndex={tabIndex}>
      {children}
    </Link>
  );
}

const actionWord = (say: ReturnType<typeof useWords>, why: string): string => {
  const id = ACTION_IDS.find((each) => each === why);
  return id ? deedWord(say, id) : why;
};
