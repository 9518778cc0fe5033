import { useState } from 'react';
import { EmptyState } from '../../ui/empty-state';
import { Segmented } from '../../ui/segmented';
import { StateMark } from '../../ui/state-mark';
import { ClockTime } from '../../ui/time-texts';
import { useWords } from '../../ui/use-words';
import { PartState } from './part-state';
import styles from './table.module.css';
import type { Page } from '../../parts/delivery/use-delivery-page';

const SHOWN = ['all', 'warnings'] as const;

/** What the cluster told about it and its pods, the newest first. Clusters forget after an hour or so, and that is said. */
export function EventsTab({ page }: { readonly page: Page }) {
  const say = useWords();
  const [shown, setShown] = useState<(typeof SHOWN)[number]>('all');
  const events = (page.detail?.events ?? []).filter(({ warning }) => shown === 'all' || warning).toSorted((a, b) => (b.at ?? 0) - (a.at ?? 0));
  return (
    <PartState page={page} part="events" what={say('delivery.events.loading')}>
      <div className={styles.tools}>
        <Segmented
          label={say('delivery.events.shown')}
          value={shown}
          segments={SHOWN.map((value) => ({ value, label: say(`delivery.events.${value}`) }))}
          onChange={setShown}
        />
        <span className={styles.aside}>{say('delivery.events.forgotten')}</span>
      </div>
      {events.length === 0 ? (
        <EmptyState title={say('delivery.events.none')} />
      ) : (
        <table className={styles.table}>
          <thead>
            <tr>
              <th scope="col">{say('delivery.events.at')}</th>
              <th scope="col">{say('delivery.events.reason')}</th>
              <th scope="col">{say('delivery.events.message')}</th>
              <th scope="col">{say('delivery.events.object')}</th>
              <th scope="col" data-end>
                {say('delivery.events.count')}
              </th>
            </tr>
          </thead>
          <tbody>
            {events.map(({ at, warning, reason, message, object, count }) => (
              <tr key={`${at} ${object} ${reason} ${message}`}>
                <td className={styles.quiet}>{at === null ? '–' : <ClockTime at={at} seconds />}</td>
                <td>
                  <span className={styles.marked}>
                    <StateMark shape={warning ? 'warn' : 'info'} size={13} tone={warning ? 'warn' : 'unknown'} />
                    <bdi>{reason}</bdi>
                  </span>
                </td>
                <td className={styles.wide}>
                  <bdi>{message}</bdi>
                </td>
                <td className={styles.quiet}>
                  <bdi>{object}</bdi>
                </td>
                <td data-end data-figures>
                  {count}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </PartState>
  );
}
