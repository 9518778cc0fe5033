import { useState } from 'react';
import { useIntl } from 'react-intl';
import { Button } from '../../ui/button';
import { useClock } from '../../ui/clock';
import { DownIcon } from '../../ui/icons';
import { Menu, type MenuEntry } from '../../ui/menu';
import { Meter } from '../../ui/meter';
import { agoText, whenText } from '../../ui/time-text';
import { useWords } from '../../ui/use-words';
import { DRIFT_MEASURES } from './measures';
import styles from './monitor.module.css';
import { SliceDialog } from './slice-dialog';
import type { Page } from './use-monitor-page';
import { spanWords } from './window-text';

/** Windows that a menu can hold; any others are found on the map or on the line. */
const OFFERED = 16;

/** What is held against what, of which rows, by which measure; and when it looked last. */
export function Toolbar({ page }: { readonly page: Page }) {
  const say = useWords();
  const [slicing, setSlicing] = useState(false);
  const { monitor, view, set } = page;
  const { reference } = monitor;
  const measures: MenuEntry[] = [
    { id: 'decides', word: say('monitors.measure.decides'), checked: view.measure === null, closes: true, onPress: () => set({ measure: null }) },
    { kind: 'rule' },
    ...DRIFT_MEASURES.map(
      (measure): MenuEntry => ({
        id: measure,
        word: say(`drift.measure.${measure}`),
        checked: view.measure === measure,
        closes: true,
        onPress: () => set({ measure, line: 'column' }),
      }),
    ),
  ];
  return (
    <div className={styles.toolbar}>
      <span className={styles.pick}>
        <i className={styles.swatch} />
        <span className={styles.quiet}>{say('monitors.reference')}</span>
        <bdi className={styles.cut} title={reference?.digest}>
          {reference ? say('monitors.reference.rows', { name: reference.name, rows: reference.rows }) : say('monitors.reference.unread')}
        </bdi>
      </span>
      <WindowMenu page={page} />
      <Menu
        label={say('monitors.measure')}
        entries={measures}
        target={
          <Button trailing={DownIcon}>
            <span className={styles.quiet}>{say('monitors.measure')}</span>{' '}
            {view.measure === null ? say('monitors.measure.decides') : say(`drift.measure.${view.measure}`)}
          </Button>
        }
      />
      <Button trailing={DownIcon} aria-haspopup="dialog" onClick={() => setSlicing(true)}>
        <span className={styles.quiet}>{say('monitors.slice')}</span>{' '}
        <bdi className={styles.cut}>
          {view.slice ? say('monitors.slice.of', { column: view.slice.column, value: view.slice.value }) : say('monitors.slice.all')}
        </bdi>
      </Button>
      {slicing && <SliceDialog page={page} onClose={() => setSlicing(false)} />}
      <Looked page={page} />
    </div>
  );
}

function WindowMenu({ page: { map, monitor, span, set, view, range } }: { readonly page: Page }) {
  const say = useWords();
  const intl = useIntl();
  if (!span || !map.data) return null;
  // Counted of all rows: of a part they say nothing.
  const rowsOf = new Map((view.slice ? [] : monitor.windows).map(({ start, rows, open }) => [start, { rows, open }]));
  const { windows } = map.data;
  const inside = monitor.windows.filter(({ start, end }) => start >= span.from && end <= span.to);
  const entries: MenuEntry[] = [
    { id: 'worst', word: say('monitors.window.worst'), onPress: () => set({ from: null, to: null, before: range?.before ?? null, column: null }) },
    { kind: 'rule' },
    ...windows
      .slice(-OFFERED)
      .toReversed()
      .map(({ start, end }): MenuEntry => {
        const known = rowsOf.get(start);
        const name = spanWords(intl, { start, end });
        return {
          id: String(start),
          word: (known ? say('monitors.window.rows', { window: name, rows: known.rows }) : name) + (known?.open ? ` · ${say('monitors.window.open')}` : ''),
          checked: span.from === start && span.to === end,
          closes: true,
          onPress: () => set({ from: start, to: end }),
        };
      }),
  ];
  return (
    <Menu
      label={say('monitors.window')}
      entries={entries}
      target={
        <Button trailing={DownIcon}>
          <i className={styles.swatch} data-current />
          <span className={styles.quiet}>{say('monitors.window')}</span>{' '}
          <bdi>
            {view.slice
              ? spanWords(intl, { start: span.from, end: span.to })
              : say('monitors.window.rows', {
                  window: spanWords(intl, { start: span.from, end: span.to }),
                  rows: inside.reduce((sum, { rows }) => sum + rows, 0),
                })}
          </bdi>
        </Button>
      }
    />
  );
}

/** How far it is while it looks; else when it did, and when it will again. */
function Looked({ page: { standing } }: { readonly page: Page }) {
  const say = useWords();
  const intl = useIntl();
  const { progress, lastRunAt, nextRunAt } = standing;
  const text = useClock((now) =>
    [
      lastRunAt === null ? null : say('monitors.looked', { ago: agoText(intl, lastRunAt, now) }),
      nextRunAt === null ? say('monitors.next.asked') : say('monitors.next', { at: whenText(intl, nextRunAt, now) }),
    ]
      .filter((part) => part !== null)
      .join(' · '),
  );
  if (!progress) return <span className={styles.looked}>{text}</span>;
  return (
    <output className={styles.looked}>
      <span>{say(`monitors.doing.${progress.doing}`)}</span>
      <span className={styles.meter}>
        <Meter look="progress" share={progress.done} label={say('monitors.progress')} />
      </span>
    </output>
  );
}
