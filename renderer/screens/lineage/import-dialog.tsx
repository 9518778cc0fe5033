import { useIntl } from 'react-intl';
import type { ImportedEvents } from '../../../shared/api/lineage';
import { type LineageKey, lineageRef } from '../../../shared/models/lineage';
import type { Importing } from '../../data/import-events';
import { Banner } from '../../ui/banner';
import { Button } from '../../ui/button';
import { Dialog } from '../../ui/dialog';
import { FailureState } from '../../ui/failure-state';
import { LoadingState } from '../../ui/loading-state';
import { useWords } from '../../ui/use-words';
import styles from './lineage.module.css';
import { nameOf } from './rows';

export type ImportDialogProps = { readonly importing: Importing; readonly onClose: () => void; readonly onShow: (key: LineageKey) => void };

/** A file of events: that it is read, what came of it, and what was refused of it and why. */
export function ImportDialog({ importing, onClose, onShow }: ImportDialogProps) {
  const say = useWords();
  const isReading = importing.stage === 'reading';
  const leave = isReading ? importing.stop : onClose;
  return (
    <Dialog
      opened
      onClose={leave}
      title={say('lineage.import.title')}
      lead={importing.name !== null && <bdi>{importing.name}</bdi>}
      footer={<Button onClick={leave}>{say(isReading ? 'ui.cancel' : 'ui.close')}</Button>}
    >
      {isReading && <LoadingState what={say('lineage.import.reading')} lines={3} />}
      {importing.stage === 'failed' && <FailureState compact failure={importing.failure} what={say('lineage.import.failed')} />}
      {importing.stage === 'done' && <Done done={importing.done} onShow={onShow} />}
    </Dialog>
  );
}

function Done({ done: { events, facts, tied, refused, refusedCount }, onShow }: { readonly done: ImportedEvents } & Pick<ImportDialogProps, 'onShow'>) {
  const say = useWords();
  const intl = useIntl();
  return (
    <>
      <Banner
        tone={refusedCount > 0 ? 'warn' : 'info'}
        title={intl.formatList([say('lineage.import.events', { count: events }), say('lineage.import.facts', { count: facts })], { type: 'unit' })}
      />
      {tied.length > 0 && (
        <section aria-labelledby="import-tied">
          <h3 id="import-tied" className={styles.heading}>
            {say('lineage.import.tied')}
          </h3>
          <ul className={styles.found}>
            {tied.map((node) => (
              <li key={lineageRef(node)}>
                <button type="button" className={styles.hit} onClick={() => onShow({ kind: node.kind, id: node.id })}>
                  <span className={styles.kind}>{say(`lineage.kind.${node.kind}`)}</span>
                  <bdi>{nameOf(node)}</bdi>
                </button>
              </li>
            ))}
          </ul>
        </section>
      )}
      {refusedCount > 0 && (
        <section aria-labelledby="import-refused">
          <h3 id="import-refused" className={styles.heading}>
            {say('lineage.import.refused', { count: refusedCount })}
          </h3>
          <ul className={styles.found}>
            {refused.map(({ line, why }) => (
              <li key={line}>{say('lineage.import.line', { line, why: say(`lineage.import.why.${why}`) })}</li>
            ))}
          </ul>
          {refusedCount > refused.length && <p className={styles.quiet}>{say('lineage.import.first', { count: refused.length })}</p>}
        </section>
      )}
    </>
  );
}
