import { Button } from '../../ui/button';
import { Dialog } from '../../ui/dialog';
import { EmptyState } from '../../ui/empty-state';
import { LoadingState } from '../../ui/loading-state';
import { ClockTime } from '../../ui/time-texts';
import { useWords } from '../../ui/use-words';
import { actionLook } from '../action-definitions';
import { ConnectionMark } from '../connection-mark';
import { EverStable } from '../ever-stable';
import { ImageText } from '../image-text';
import { RevisionName } from '../revision-name';
import type { AskProps } from './ask-props';
import styles from './choose-revision.module.css';

/** To which revision. Whether it was ever the stable one is said of each: the newest old one may be the one that failed. */
export function ChooseRevision({ open, delivery, detail, onRequest, onClose }: AskProps) {
  const say = useWords();
  const written = delivery?.candidateKey ?? delivery?.stableKey ?? null;
  const choices = detail?.revisions.filter(({ key }) => key !== null && key !== written) ?? [];
  const loading = detail === undefined || detail.loading.includes('revisions');
  return (
    <Dialog
      opened
      onClose={onClose}
      title={say(actionLook('roll-back').title, { name: open.name })}
      lead={<ConnectionMark id={open.entity.connection} />}
      footer={
        <Button keys="Escape" onClick={onClose}>
          {say('ui.cancel')}
        </Button>
      }
    >
      {loading && choices.length === 0 && <LoadingState what={say('actions.roll-back.loading')} />}
      {!loading && choices.length === 0 && <EmptyState title={say('actions.roll-back.none')} text={say('actions.roll-back.none.text')} />}
      <ul className={styles.choices}>
        {choices.map((revision, index) => (
          <li key={revision.key}>
            <button
              type="button"
              className={styles.choice}
              data-autofocus={index === 0 || undefined}
              onClick={() => revision.key !== null && onRequest({ action: 'roll-back', revision: revision.key })}
            >
              <strong>
                <RevisionName revision={revision} />
              </strong>
              <EverStable value={revision.everStable} />
              {revision.createdAt !== null && (
                <span className={styles.when}>
                  <ClockTime at={revision.createdAt} />
                </span>
              )}
              <span className={styles.images}>
                {revision.images.map((image) => (
                  <ImageText key={image} image={image} />
                ))}
              </span>
            </button>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
