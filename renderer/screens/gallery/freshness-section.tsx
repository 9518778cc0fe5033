import type { ReactNode } from 'react';
import { FreshnessMark } from '../../ui/freshness-mark';
import { Panel } from '../../ui/panel';
import { ClockTime, ElapsedTime, RelativeTime } from '../../ui/time-texts';
import { useWords } from '../../ui/use-words';
import styles from './gallery.module.css';
import { FRESHNESS, NOW } from './samples';

const AGES = [0, 42_000, 7 * 60_000, 118 * 60_000, 50 * 3_600_000];

export function FreshnessSection() {
  const say = useWords();
  return (
    <Panel title={say('gallery.freshness')} aside={say('gallery.freshness.lead')}>
      <div className={styles.stack}>
        <div className={styles.named}>
          {FRESHNESS.map(({ name, freshness }) => (
            <Fragments key={name} name={name}>
              <FreshnessMark freshness={freshness} detail="full" />
            </Fragments>
          ))}
        </div>
        <div className={styles.row}>
          {FRESHNESS.map(({ name, freshness }) => (
            <FreshnessMark key={name} freshness={freshness} detail="dot" />
          ))}
          {FRESHNESS.slice(2, 4).map(({ name, freshness }) => (
            <FreshnessMark key={name} freshness={freshness} />
          ))}
        </div>
        <div className={styles.named}>
          {AGES.map((age) => (
            <Fragments key={age} name={<ClockTime at={NOW - age} />}>
              <span>
                <RelativeTime at={NOW - age} />
                {say('ui.list.comma')}
                <ElapsedTime since={NOW - age} />
              </span>
            </Fragments>
          ))}
        </div>
      </div>
    </Panel>
  );
}

function Fragments({ name, children }: { readonly name: ReactNode; readonly children: ReactNode }) {
  return (
    <>
      <bdi className={styles.name}>{name}</bdi>
      {children}
    </>
  );
}
