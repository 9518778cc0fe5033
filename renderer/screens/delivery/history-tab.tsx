import { useState } from 'react';
import type { Revision } from '../../../shared/models/delivery-detail';
import { DiffView } from '../../parts/diff/diff-view';
import { EverStable } from '../../parts/ever-stable';
import { ImageText } from '../../parts/image-text';
import { openPlan } from '../../parts/plan-dialog/open-plan';
import { RevisionName } from '../../parts/revision-name';
import { Button } from '../../ui/button';
import { Chip } from '../../ui/chip';
import { EmptyState } from '../../ui/empty-state';
import { BackIcon } from '../../ui/icons';
import { NumberText } from '../../ui/number-text';
import { ClockTime } from '../../ui/time-texts';
import { useWords } from '../../ui/use-words';
import { comparedWith, notBackTo } from './history-rows';
import styles from './history-tab.module.css';
import { PartState } from './part-state';
import table from './table.module.css';
import type { Page } from '../../parts/delivery/use-delivery-page';

const COLUMNS = 6;

/** Every revision that the engine still has: who brought it and why, whether it was ever stable, and the way back to it. */
export function HistoryTab({ page }: { readonly page: Page }) {
  const say = useWords();
  const [open, setOpen] = useState<string | null>(null);
  const revisions = page.detail?.revisions ?? [];
  return (
    <PartState page={page} part="revisions" what={say('delivery.history.loading')}>
      {revisions.length === 0 ? (
        <EmptyState title={say('delivery.history.none')} />
      ) : (
        <table className={table.table}>
          <thead>
            <tr>
              <th scope="col">{say('deliveries.column.revision')}</th>
              <th scope="col">{say('deliveries.column.image')}</th>
              <th scope="col">{say('delivery.history.change')}</th>
              <th scope="col">{say('delivery.history.ever-stable')}</th>
              <th scope="col" data-end>
                {say('deliveries.detail.replicas')}
              </th>
              <th scope="col">{say('delivery.actions')}</th>
            </tr>
          </thead>
          <tbody>
            {revisions.map((revision) => {
              const key = revision.key ?? `${revision.number}`;
              return <Row key={key} page={page} revision={revision} open={open === key} onToggle={() => setOpen(open === key ? null : key)} />;
            })}
          </tbody>
        </table>
      )}
    </PartState>
  );
}

type RowProps = { readonly page: Page; readonly revision: Revision; readonly open: boolean; readonly onToggle: () => void };

function Row({ page, revision, open, onToggle }: RowProps) {
  const say = useWords();
  const { entity, delivery, detail, hindrance } = page;
  const { key, role, images, createdAt, change, replicas } = revision;
  const blocked = notBackTo(revision, delivery);
  const reason = blocked ? say(blocked) : hindrance;
  const other = comparedWith(revision, detail?.revisions ?? []);
  const back = () => key !== null && openPlan({ entity, name: delivery.name, action: 'roll-back', request: { action: 'roll-back', revision: key } });
  return (
    <>
      <tr>
        <td>
          <span className={styles.revision}>
            <strong>
              <RevisionName revision={revision} />
            </strong>
            {role !== 'old' && (
              <Chip tone={role === 'candidate' ? 'candidate' : 'plain'}>{say(role === 'candidate' ? 'actions.arm.candidate' : 'actions.arm.stable')}</Chip>
            )}
          </span>
          <span className={table.quiet}>{createdAt === null ? '–' : <ClockTime at={createdAt} />}</span>
        </td>
        <td className={styles.images}>
          {images.map((image) => (
            <ImageText key={image} image={image} />
          ))}
        </td>
        <td className={styles.change}>
          {change ? (
            <>
              <bdi>{change.who}</bdi>
              <span className={table.quiet}>
                <bdi>{change.why}</bdi>
              </span>
            </>
          ) : (
            <span className={table.quiet}>{say('delivery.history.nobody-said')}</span>
          )}
        </td>
        <td>
          <EverStable value={revision.everStable} />
        </td>
        <td data-end>
          <NumberText value={replicas.ready} /> / <NumberText value={replicas.desired} />
        </td>
        <td>
          <span className={styles.deeds}>
            {other && (
              <Button size="s" kind="quiet" aria-expanded={open} onClick={onToggle}>
                {say('delivery.history.compare')}
              </Button>
            )}
            <Button size="s" icon={BackIcon} reason={reason} onClick={back}>
              {say('actions.roll-back')}
            </Button>
          </span>
        </td>
      </tr>
      {open && other && (
        <tr>
          <td colSpan={COLUMNS}>
            <p className={table.quiet}>
              <RevisionName revision={other} /> <span data-directed>→</span> <RevisionName revision={revision} />
            </p>
            <DiffView label={say('delivery.history.compare')} before={other.template} after={revision.template} same={say('delivery.differs.none')} />
          </td>
        </tr>
      )}
    </>
  );
}
