import { CONNECTION_COLOURS } from '../../../shared/models/connection';
import { Chip } from '../../ui/chip';
import { ColourMark } from '../../ui/colour-mark';
import { FreshnessDot } from '../../ui/freshness-mark';
import { Panel } from '../../ui/panel';
import { MARK_SHAPES, StateMark } from '../../ui/state-mark';
import { useWords } from '../../ui/use-words';
import styles from './gallery.module.css';

export function MarksSection() {
  const say = useWords();
  return (
    <Panel title={say('gallery.marks')}>
      <div className={styles.stack}>
        <div className={styles.row}>
          <Chip tone="ok">{say('gallery.chip.done')}</Chip>
          <Chip tone="warn" mark="paused">
            {say('gallery.chip.paused')}
          </Chip>
          <Chip tone="warn" mark="uncertain">
            {say('gallery.chip.uncertain')}
          </Chip>
          <Chip tone="bad">{say('gallery.chip.failing')}</Chip>
          <Chip tone="bad" mark="denied">
            {say('gallery.chip.denied')}
          </Chip>
          <Chip tone="accent">{say('gallery.chip.running')}</Chip>
          <Chip tone="unknown" mark="inconclusive">
            {say('gallery.chip.inconclusive')}
          </Chip>
          <Chip tone="unknown">{say('gallery.chip.unknown')}</Chip>
          <Chip tone="candidate" mark="approved">
            {say('gallery.chip.approved')}
          </Chip>
          <Chip tone="candidate">{say('gallery.chip.candidate')}</Chip>
          <Chip tone="production">{say('gallery.chip.production')}</Chip>
          <Chip>
            <FreshnessDot look="live" /> <bdi>ae-prod</bdi>
          </Chip>
          <Chip>
            <FreshnessDot look="reconnecting" /> <bdi>dr-site</bdi>
          </Chip>
        </div>
        <div className={styles.row}>
          {MARK_SHAPES.map((shape) => (
            <StateMark key={shape} shape={shape} />
          ))}
        </div>
        <div className={styles.row}>
          {CONNECTION_COLOURS.map((colour) => (
            <ColourMark key={colour} colour={colour} large />
          ))}
          {CONNECTION_COLOURS.map((colour) => (
            <ColourMark key={colour} colour={colour} />
          ))}
        </div>
      </div>
    </Panel>
  );
}
