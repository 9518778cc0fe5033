import { memo, useMemo } from 'react';
import { useIntl } from 'react-intl';
import type { Freshness } from '../../../shared/models/freshness';
import { formatEntityLink } from '../../../shared/models/entity-link';
import { entityRef } from '../../../shared/models/entity';
import { type Action, useScreenActions } from '../../parts/actions';
import { ConnectionMark } from '../../parts/connection-mark';
import { stepPlace } from '../../parts/delivery-progress';
import { DeliveryState } from '../../parts/delivery-state';
import { MissingDelivery } from '../../parts/missing-delivery';
import { notify } from '../../parts/notices';
import { Chips, PanelBody, PanelFooter, Section, SidePanel } from '../../parts/side-panel';
import { Fact, Facts } from '../../ui/facts';
import { Banner } from '../../ui/banner';
import { Button } from '../../ui/button';
import { CodeText } from '../../ui/code-text';
import { FreshnessMark } from '../../ui/freshness-mark';
import { IconButton } from '../../ui/icon-button';
import { CopyIcon, LinkIcon } from '../../ui/icons';
import { LoadingState } from '../../ui/loading-state';
import { ClockTime, ElapsedTime } from '../../ui/time-texts';
import { useWords } from '../../ui/use-words';
import { ReplicasBar, useOwnerText } from './cells';
import type { DeliveryRow } from '../../data/delivery-row';
import { Deeds } from './deeds';
import { isCounted } from './delivery-row';
import styles from './detail.module.css';
import { SplitCell } from '../../parts/split-cell';
import { useSplitText } from '../../parts/split-text';
import type { Deliveries } from './use-deliveries';
import { useOpenDelivery } from './use-open-delivery';
import type { ViewState } from './view-state';

export type DetailProps = { readonly open: NonNullable<ViewState['open']>; readonly deliveries: Deliveries; readonly onClose: () => void };

/** Everything that is known of one delivery, beside the table. */
export function Detail({ open, deliveries, onClose }: DetailProps) {
  const say = useWords();
  const row = deliveries.live.entities.get(entityRef({ ...open, kind: 'delivery' }));
  const title = row?.name ?? open.id;
  return (
    <SidePanel label={say('deliveries.detail', { name: title })} title={title} width={340} closeWord={say('deliveries.detail.close')} onClose={onClose}>
      {row ? <Known row={row} freshness={deliveries.freshnessOf(row.connection)} /> : <Missing open={open} deliveries={deliveries} />}
    </SidePanel>
  );
}

function Missing({ open, deliveries }: Pick<DetailProps, 'open' | 'deliveries'>) {
  const say = useWords();
  const { connections, live, freshnessOf } = deliveries;
  if (!live.complete || !connections.known) return <LoadingState what={say('deliveries.empty.connecting', { count: 1 })} />;
  return <MissingDelivery connection={open.connection} live={freshnessOf(open.connection)?.state === 'live'} />;
}

const Known = memo(function Known({ row, freshness }: { readonly row: DeliveryRow; readonly freshness: Freshness | undefined }) {
  const say = useWords();
  const intl = useIntl();
  const { connection, kind, id, name } = row;
  const deeds = useCopyDeeds(formatEntityLink({ connection, kind, id }), name);
  const open = useOpenDelivery();
  const { replicas } = row;
  const number = (value: number) => <bdi>{intl.formatNumber(value)}</bdi>;
  const count = (value: number) => (isCounted(row) ? number(value) : say('deliveries.detail.not-told'));
  return (
    <>
      <PanelBody>
        <Section>
          <Chips>
            <ConnectionMark id={row.connection} />
            <DeliveryState state={row.state} old={freshness !== undefined && freshness.state !== 'live'} />
          </Chips>
          <p>{say(`deliveries.reason.${row.reason}`)}</p>
          {freshness && <FreshnessMark freshness={freshness} detail="full" />}
          {row.owner && <OwnerLine owner={row.owner} />}
          {row.message !== null && (
            <details className={styles.said} open={row.state === 'degraded'}>
              <summary>{say('deliveries.detail.said')}</summary>
              <pre dir="ltr">{row.message}</pre>
            </details>
          )}
        </Section>
        <Deeds row={row} freshness={freshness} />
        {row.split && (
          <Section title={say('deliveries.detail.split')}>
            <SplitLines row={row} />
          </Section>
        )}
        <Section title={say('deliveries.detail.replicas')}>
          <div className={styles.wide}>
            <ReplicasBar replicas={replicas} />
          </div>
          <Facts ends>
            <Fact word={say('deliveries.detail.desired')}>{count(replicas.desired)}</Fact>
            <Fact word={say('deliveries.detail.ready')}>{count(replicas.ready)}</Fact>
            <Fact word={say('deliveries.detail.updated')}>{count(replicas.updated)}</Fact>
            <Fact word={say('deliveries.detail.available')}>{count(replicas.available)}</Fact>
            <Fact word={say('deliveries.detail.total')}>{count(replicas.total)}</Fact>
          </Facts>
        </Section>
        <Section title={say('deliveries.detail.images')}>
          {row.images.map((image) => (
            <Image key={image} image={image} />
          ))}
        </Section>
        <Section>
          <Facts ends>
            <Fact word={say('deliveries.column.engine')}>{say(`deliveries.engine.${row.engine}`)}</Fact>
            {row.strategy && <Fact word={say('deliveries.column.strategy')}>{say(`deliveries.strategy.${row.strategy}`)}</Fact>}
            <Fact word={say('deliveries.column.namespace')}>
              <bdi>{row.namespace}</bdi>
            </Fact>
            <Fact word={say('deliveries.column.revision')}>{row.revision === null ? say('deliveries.detail.not-told') : number(row.revision)}</Fact>
            <Fact word={say('deliveries.column.since')}>{row.since === null ? say('deliveries.detail.not-told') : <ElapsedTime since={row.since} />}</Fact>
            <Fact word={say('deliveries.detail.created')}>{row.createdAt === null ? say('deliveries.detail.not-told') : <ClockTime at={row.createdAt} />}</Fact>
            <Fact word={say('deliveries.detail.uid')}>
              <CodeText wrap>{row.uid}</CodeText>
            </Fact>
          </Facts>
        </Section>
      </PanelBody>
      <PanelFooter>
        <Button size="s" kind="primary" onClick={() => open(row)}>
          {say('deliveries.open')}
        </Button>
        <Button size="s" icon={LinkIcon} onClick={deeds.copyLink}>
          {say('deliveries.detail.copy-link')}
        </Button>
        <Button size="s" icon={CopyIcon} onClick={deeds.copyName}>
          {say('deliveries.detail.copy-name')}
        </Button>
      </PanelFooter>
    </>
  );
});

function OwnerLine({ owner }: { readonly owner: NonNullable<DeliveryRow['owner']> }) {
  return <Banner tone={owner.reverts ? 'warn' : 'info'} title={useOwnerText(owner)} />;
}

/** The share with who tells it, and the step. */
function SplitLines({ row }: { readonly row: DeliveryRow }) {
  const say = useWords();
  const place = stepPlace(row);
  const text = useSplitText(row);
  return (
    <>
      <SplitCell row={row} />
      {place && <p>{say('deliveries.step', place)}</p>}
      {text?.long.split('\n').map((line) => (
        <p key={line} className={styles.source}>
          {line}
        </p>
      ))}
    </>
  );
}

function useCopyDeeds(link: string, name: string) {
  const deeds = useMemo(
    () => ({
      copyLink: () => void navigator.clipboard.writeText(link).then(() => notify({ tone: 'ok', word: 'deliveries.detail.link-copied', values: { name } })),
      copyName: () => void navigator.clipboard.writeText(name).then(() => notify({ tone: 'ok', word: 'deliveries.detail.name-copied', values: { name } })),
    }),
    [link, name],
  );
  const actions = useMemo<readonly Action[]>(
    () => [
      {
        id: 'deliveries.copy-link',
        word: 'deliveries.detail.copy-link',
        keywords: 'deliveries.detail.copy-link.keywords',
        icon: LinkIcon,
        keys: 'mod+shift+L',
        group: 'screen',
        run: deeds.copyLink,
      },
      { id: 'deliveries.copy-name', word: 'deliveries.detail.copy-name', icon: CopyIcon, group: 'screen', run: deeds.copyName },
    ],
    [deeds],
  );
  useScreenActions(actions);
  return deeds;
}

function Image({ image }: { readonly image: string }) {
  const say = useWords();
  const copy = () => void navigator.clipboard.writeText(image).then(() => notify({ tone: 'ok', word: 'deliveries.detail.image-copied' }));
  return (
    <div className={styles.image}>
      <CodeText wrap>{image}</CodeText>
      <IconButton size="s" icon={CopyIcon} label={say('deliveries.detail.copy-image', { image })} onClick={copy} />
    </div>
  );
}
