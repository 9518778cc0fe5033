import type { ReactNode } from 'react';
import { Panel } from '../../ui/panel';
import { type SplitArm, SplitBar } from '../../ui/split-bar';
import { type Step, StepTrack, type StepState } from '../../ui/step-track';
import { Timeline } from '../../ui/timeline';
import { useWords } from '../../ui/use-words';
import styles from './gallery.module.css';
import { NOW } from './samples';

const arm = (id: string, share: number | null, tone: SplitArm['tone']): SplitArm => ({ id, label: id, share, tone });
const TWO = [arm('v41', 0.7, 'stable'), arm('v42', 0.3, 'candidate')];
const THREE = [arm('v41', 0.6, 'stable'), arm('v42', 0.22, 'candidate'), arm('v43', 0.18, 'second')];
const HALF_KNOWN = [arm('v41', 0.7, 'stable'), arm('v42', null, 'candidate')];
const THIN_ARM = [arm('v41', 0.95, 'stable'), arm('v42', 0.05, 'candidate')];

const STOPS = ['5%', '20%', '50%', '100%'];
const TRACKS: readonly (readonly StepState[])[] = [
  ['done', 'done', 'done', 'done'],
  ['done', 'running', 'ahead', 'ahead'],
  ['done', 'paused', 'ahead', 'ahead'],
  ['done', 'done', 'failed', 'ahead'],
  ['done', 'stopped', 'skipped', 'skipped'],
];
const steps = (states: readonly StepState[]): Step[] => states.map((state, index) => ({ id: `${index}`, label: STOPS[index], state }));

export function SplitsSection() {
  const say = useWords();
  const label = say('gallery.split');
  return (
    <Panel title={say('gallery.splits')}>
      <div className={styles.stack}>
        <div className={styles.named}>
          <Named name={say('gallery.split.two')}>
            <SplitBar label={label} arms={TWO} />
          </Named>
          <Named name={say('gallery.split.three')}>
            <SplitBar label={label} arms={THREE} />
          </Named>
          <Named name={say('gallery.split.unreadable')}>
            <SplitBar label={label} arms={[]} unreadable={say('gallery.split.unreadable.text')} />
          </Named>
          <Named name={say('gallery.split.half')}>
            <SplitBar label={label} arms={HALF_KNOWN} />
          </Named>
          <Named name={say('gallery.split.desired')}>
            <SplitBar label={label} arms={THIN_ARM} desired={0.7} />
          </Named>
          <Named name={say('gallery.split.thin')}>
            <SplitBar label={label} arms={TWO} thin />
          </Named>
        </div>
        {TRACKS.map((states) => (
          <StepTrack key={states.join()} label={say('gallery.steps')} steps={steps(states)} />
        ))}
        <Timeline
          label={say('gallery.timeline')}
          entries={[
            { id: '3', at: NOW - 6 * 60_000, shape: 'paused', title: say('gallery.timeline.paused') },
            { id: '2', at: NOW - 17 * 60_000, shape: 'ok', title: say('gallery.timeline.started'), text: say('gallery.timeline.started.text') },
            { id: '1', at: NOW - 26 * 3_600_000, shape: 'denied', title: say('gallery.timeline.refused') },
          ]}
        />
      </div>
    </Panel>
  );
}

function Named({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <>
      <span className={styles.name}>{name}</span>
      {children}
    </>
  );
}
