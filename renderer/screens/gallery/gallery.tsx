import { HeldClock } from '../../ui/clock';
import { useWords } from '../../ui/use-words';
import { ButtonsSection } from './buttons-section';
import { ChartsSection } from './charts-section';
import { FieldsSection } from './fields-section';
import { FreshnessSection } from './freshness-section';
import styles from './gallery.module.css';
import { MarksSection } from './marks-section';
import { OverlaysSection } from './overlays-section';
import { PlanSection, RefusedSection } from './plan-section';
import { EndsSection, RunsSection } from './runs-section';
import { NOW } from './samples';
import { SplitsSection } from './splits-section';
import { StatesSection } from './states-section';
import { TableSection } from './table-section';

const SECTIONS = [
  { id: 'buttons', Section: ButtonsSection },
  { id: 'marks', Section: MarksSection },
  { id: 'freshness', Section: FreshnessSection },
  { id: 'fields', Section: FieldsSection },
  { id: 'splits', Section: SplitsSection },
  { id: 'overlays', Section: OverlaysSection },
  { id: 'states', Section: StatesSection, wide: true },
  { id: 'charts', Section: ChartsSection, wide: true },
  { id: 'table', Section: TableSection, wide: true },
  { id: 'plan', Section: PlanSection, wide: true },
  { id: 'refused', Section: RefusedSection, wide: true },
  { id: 'runs', Section: RunsSection, wide: true },
  { id: 'ends', Section: EndsSection, wide: true },
];

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
          {SECTIONS.map(({ id, Section, wide }) => (
            <div key={id} data-testid={`gallery-${id}`} className={wide ? styles.wide : styles.section}>
              <Section />
            </div>
          ))}
        </div>
      </div>
    </HeldClock>
  );
}
