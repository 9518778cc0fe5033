import { useMemo, useState } from 'react';
import type { Revision } from '../../../shared/models/delivery-detail';
import { ImageText } from '../../parts/image-text';
import { DiffView } from '../../parts/diff/diff-view';
import { compareTemplates, type Difference, readTemplate } from '../../parts/pod-template';
import { RevisionName } from '../../parts/revision-name';
import { Button } from '../../ui/button';
import { CodeText } from '../../ui/code-text';
import { Dialog } from '../../ui/dialog';
import { Panel } from '../../ui/panel';
import { useWords } from '../../ui/use-words';
import styles from './differences-panel.module.css';
import { PartState } from './part-state';
import type { Page } from '../../parts/delivery/use-delivery-page';

const SHOWN_MAX = 14;

/** Stable beside candidate: only what differs, what matters first; the whole text one press away. */
export function DifferencesPanel({ page }: { readonly page: Page }) {
  const say = useWords();
  const { delivery, detail } = page;
  const find = (key: string | null) => detail?.revisions.find((revision) => revision.key !== null && revision.key === key);
  const [stable, candidate] = [find(delivery.stableKey), find(delivery.candidateKey)];
  const both = stable && candidate && stable !== candidate;
  return (
    <Panel title={say('delivery.differs')} padded={false}>
      <PartState page={page} part="revisions" what={say('delivery.history.loading')}>
        {both ? <Differences stable={stable} candidate={candidate} /> : <One revision={stable ?? candidate} page={page} />}
      </PartState>
    </Panel>
  );
}

/** Nothing under way: what runs. */
function One({ revision, page: { delivery } }: { readonly revision: Revision | undefined; readonly page: Page }) {
  const say = useWords();
  return (
    <div className={styles.one}>
      <p>{say('delivery.differs.one')}</p>
      {(revision?.images ?? delivery.images).map((image) => (
        <ImageText key={image} image={image} />
      ))}
      {delivery.modelUri !== null && <CodeText>{delivery.modelUri}</CodeText>}
    </div>
  );
}

function Differences({ stable, candidate }: { readonly stable: Revision; readonly candidate: Revision }) {
  const say = useWords();
  const [whole, setWhole] = useState(false);
  const compared = useMemo(() => {
    const [from, to] = [readTemplate(stable.template), readTemplate(candidate.template)];
    return from && to ? compareTemplates(from, to) : null;
  }, [stable.template, candidate.template]);
  const rows = compared?.differences ?? [];
  return (
    <>
      {compared === null && <p className={styles.note}>{say('delivery.differs.unreadable')}</p>}
      {compared !== null && rows.length === 0 && <p className={styles.note}>{say('delivery.differs.none')}</p>}
      {rows.length > 0 && (
        <table className={styles.table}>
          <thead>
            <tr>
              <th scope="col">{say('delivery.differs.what')}</th>
              <th scope="col">
                <RevisionName revision={stable} />
              </th>
              <th scope="col">
                <RevisionName revision={candidate} />
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.slice(0, SHOWN_MAX).map((row) => (
              <Row key={row.path} row={row} />
            ))}
          </tbody>
        </table>
      )}
      <div className={styles.foot}>
        <span>
          {rows.length > SHOWN_MAX && `${say('delivery.differs.more', { count: rows.length - SHOWN_MAX })} `}
          {compared && say('delivery.differs.same', { count: compared.same })}
        </span>
        <Button size="s" kind="quiet" onClick={() => setWhole(true)}>
          {say('delivery.differs.whole')}
        </Button>
      </div>
      {whole && (
        <Dialog opened onClose={() => setWhole(false)} title={say('delivery.differs')} size="l">
          <div className={styles.whole}>
            <DiffView label={say('delivery.differs')} before={stable.template} after={candidate.template} same={say('delivery.differs.none')} />
          </div>
        </Dialog>
      )}
    </>
  );
}

function Row({ row: { kind, name, path, from, to } }: { readonly row: Difference }) {
  const say = useWords();
  const value = (text: string | null) =>
    text === null ? (
      <span className={styles.absent}>{say('delivery.differs.absent')}</span>
    ) : kind === 'image' ? (
      <ImageText image={text} />
    ) : (
      <CodeText>{text}</CodeText>
    );
  return (
    <tr>
      <th scope="row" title={path}>
        <span className={styles.kind}>{say(`delivery.differs.${kind}`)}</span>
        <bdi className={styles.name}>{name}</bdi>
      </th>
      <td>{value(from)}</td>
      <td className={styles.to}>{value(to)}</td>
    </tr>
  );
}
