import { lineageRef } from '../../../shared/models/lineage';
import type { Box } from '../../parts/lineage-graph/group-fans';
import { PanelBody, PanelFooter, Section, SidePanel } from '../../parts/side-panel';
import { Button } from '../../ui/button';
import { useWords } from '../../ui/use-words';
import styles from './lineage.module.css';
import { nameOf } from './rows';

const LISTED_MAX = 200;

export type GroupPanelProps = { readonly group: Box; readonly onOpen: () => void; readonly onClose: () => void; readonly onChoose: (ref: string) => void };

/** What one box stands for. */
export function GroupPanel({ group: { kind, members }, onOpen, onClose, onChoose }: GroupPanelProps) {
  const say = useWords();
  const title = say(`lineage.group.${kind}`, { count: members.length });
  return (
    <SidePanel label={title} title={title} closeWord={say('ui.close')} onClose={onClose} width={300}>
      <PanelBody>
        <Section>
          <p className={styles.quiet}>{say('lineage.group.text')}</p>
          <ul className={styles.found}>
            {members.slice(0, LISTED_MAX).map((node) => (
              <li key={lineageRef(node)}>
                <button
                  type="button"
                  className={styles.hit}
                  onClick={() => {
                    onOpen();
                    onChoose(lineageRef(node));
                  }}
                >
                  <bdi>{nameOf(node)}</bdi>
                </button>
              </li>
            ))}
          </ul>
        </Section>
      </PanelBody>
      <PanelFooter>
        <Button onClick={onOpen}>{say('lineage.group.open')}</Button>
      </PanelFooter>
    </SidePanel>
  );
}
