import { type MouseEvent, useMemo } from 'react';
import { useIntl } from 'react-intl';
import type { Freshness } from '../../../shared/models/freshness';
import { DeliveryState } from '../../parts/delivery-state';
import { notify } from '../../parts/notices';
import { useClock } from '../../ui/clock';
import { FreshnessMark } from '../../ui/freshness-mark';
import { IconButton } from '../../ui/icon-button';
import { CopyIcon } from '../../ui/icons';
import { StateMark } from '../../ui/state-mark';
import { whenText } from '../../ui/time-text';
import { useWords } from '../../ui/use-words';
import styles from './cells.module.css';
import type { DeliveryRow } from '../../data/delivery-row';
import { isCounted, stepSaid } from './delivery-row';
import { shortImage } from '../../parts/short-image';

/** Reasons that other cells of the row say already, or that are as they should be: shown on hover and in the panel alone. */
const CALM: readonly DeliveryRow['reason'][] = ['all-ready', 'scaled-to-zero'];

/** The state, why in words, and from when it is where it is not of now. */
export function StateCell({ row, freshness }: { readonly row: DeliveryRow; readonly freshness: Freshness | undefined }) {
  const say = useWords();
  const old = freshness !== undefined && freshness.state !== 'live';
  const place = stepSaid(row);
  const reason = say(`deliveries.reason.${row.reason}`);
  return (
    <span className={styles.state} title={row.message === null ? reason : `${reason}\n${row.message}`}>
      <DeliveryState state={row.state} old={old} />
      {old && <AsOf freshness={freshness} />}
      {!old && !CALM.includes(row.reason) && <span className={styles.reason}>{place ? say('deliveries.step', place) : reason}</span>}
    </span>
  );
}

/** When a value that is not of now was true. */
export function AsOf({ freshness }: { readonly freshness: Exclude<Freshness, { state: 'live' }> }) {
  const say = useWords();
  const intl = useIntl();
  const { asOf } = freshness;
  const text = useClock((now) => (asOf === null ? null : say('deliveries.as-of', { at: whenText(intl, asOf, now) })));
  return (
    text !== null && (
      <span className={styles.asOf}>
        <StateMark shape="stale" size={12} />
        {text}
      </span>
    )
  );
}

/** What carries it out; how, on hover and in the panel. */
export function EngineCell({ row: { engine, strategy } }: { readonly row: Pick<DeliveryRow, 'engine' | 'strategy'> }) {
  const say = useWords();
  const text = say(`deliveries.engine.${engine}`);
  return <span title={strategy === null ? text : [text, say(`deliveries.strategy.${strategy}`)].join(say('ui.list.comma'))}>{text}</span>;
}

/** The first image by its short name, its tag never cut; all of them in full on hover, and to copy. */
export function ImageCell({ images }: { readonly images: readonly string[] }) {
  const say = useWords();
  const [first] = images;
  if (first === undefined) return null;
  const { name, tag, digest } = shortImage(first);
  const copy = (event: MouseEvent) => {
    event.stopPropagation();
    void navigator.clipboard.writeText(first).then(() => notify({ tone: 'ok', word: 'deliveries.detail.image-copied' }));
  };
  return (
    <span className={styles.image} title={images.join('\n')}>
      <bdi dir="ltr" className={styles.imageName}>
        <span className={styles.repository}>{name}</span>
        <span className={styles.tag}>{tag}</span>
        {digest && <span className={tag ? styles.digest : styles.tag}>{digest}</span>}
      </bdi>
      {images.length > 1 && <span className={styles.more}>{say('deliveries.images.more', { count: images.length - 1 })}</span>}
      <IconButton
        inRow
        size="s"
        icon={CopyIcon}
        label={say('deliveries.detail.copy-image', { image: first })}
        className={styles.copy ?? ''}
        tabIndex={-1}
        onClick={copy}
      />
    </span>
  );
}

/** Ready of asked for, drawn and in numbers; of the ready ones, those of this version are darker. */
export function ReplicasCell({ replicas, reason }: Pick<DeliveryRow, 'replicas' | 'reason'>) {
  const say = useWords();
  const intl = useIntl();
  const { desired, ready, updated } = replicas;
  if (!isCounted({ reason })) return '–';
  if (desired === 0 && ready === 0) return <span className={styles.zero}>{say('deliveries.replicas.zero')}</span>;
  const title = desired === 0 ? say('deliveries.replicas.none') : say('deliveries.replicas', { ready, desired, updated });
  return (
    <span className={styles.replicas} title={title}>
      <ReplicasBar replicas={replicas} />
      <bdi className={styles.numbers}>
        {intl.formatNumber(ready)} / {intl.formatNumber(desired)}
      </bdi>
    </span>
  );
}

export function ReplicasBar({ replicas: { desired, ready, updated } }: Pick<DeliveryRow, 'replicas'>) {
  const share = (count: number) => `${desired === 0 ? 0 : Math.min(100, (100 * count) / desired)}%`;
  return (
    <span className={styles.bar} data-short={ready < desired || undefined} aria-hidden>
      <span className={styles.ready} style={{ inlineSize: share(ready) }} />
      <span className={styles.updated} style={{ inlineSize: share(Math.min(ready, updated)) }} />
    </span>
  );
}

export function FreshnessCell({ freshness }: { readonly freshness: Freshness | undefined }) {
  return useMemo(() => freshness && <FreshnessMark freshness={freshness} />, [freshness]);
}

const TOOLS: Readonly<Record<NonNullable<DeliveryRow['owner']>['tool'], string>> = { 'argo-cd': 'Argo CD', flux: 'Flux', helm: 'Helm', fleet: 'Fleet' };

/** The name, which leads to its page, and whoever writes the object from elsewhere. */
export function NameCell({ row: { connection, id, name, owner } }: { readonly row: Pick<DeliveryRow, 'connection' | 'id' | 'name' | 'owner'> }) {
  return (
    <>
      <a dir="auto" className={styles.name} href={`#/deliveries/${encodeURIComponent(connection)}/${encodeURIComponent(id)}`} title={name} tabIndex={-1}>
        {name}
      </a>
      {owner && <Owner owner={owner} />}
    </>
  );
}

function Owner({ owner: { tool, name, reverts } }: { readonly owner: NonNullable<DeliveryRow['owner']> }) {
  const text = useOwnerText({ tool, name, reverts });
  return (
    <span className={styles.owner} title={text}>
      {TOOLS[tool]}
    </span>
  );
}

export function useOwnerText({ tool, name, reverts }: NonNullable<DeliveryRow['owner']>): string {
  const say = useWords();
  return say(reverts ? 'deliveries.owner.reverts' : 'deliveries.owner.keeps', { tool: TOOLS[tool], name });
}
