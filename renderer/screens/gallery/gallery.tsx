import { HeldClock } from '../../ui/clock';
import { useWords } from '../../ui/use-words';
import { ButtonsSection } from './buttons-section';
import { ChartsSection } from './charts-section';
import { FieldsSection } from './fields-section';
import { FreshnessSection } from './freshness-section';
import styles from './gallery.module.css';
import { MarksSection } from './marks-section';
import { OverlaysSection } from './overlays-section';
import { NOW } from './samples';
import { SplitsSection } from './splits-section';
import { StatesSection } from './states-section';
import { TableSection } from './table-section';

/** One panel a family of parts. The clock stands still, so that its pictures can be compared. */
export function Gallery() {
  const say = useWords();
  return (
    <HeldClock value={NOW}>
      <div className={styles.page} data-testid="gallery">
        <header className={styles.top}>
          <h1>{say('gallery.title')}</h1>
          <p>{say('gallery.lead')}</p>
        </header>
        <div className={styles.sections}>
          <ButtonsSection />
          <MarksSection />
          <FreshnessSection />
          <FieldsSection />
          <SplitsSection />
          <OverlaysSection />
          <StatesSection />
          <ChartsSection />
          <TableSection />
        </div>
      </div>
    </HeldClock>
  );
}
