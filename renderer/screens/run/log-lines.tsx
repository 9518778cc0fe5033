import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef, useState } from 'react';
import { useIntl } from 'react-intl';
import type { RunLine } from '../../data/run-lines';
import { Button } from '../../ui/button';
import { DownIcon } from '../../ui/icons';
import { useWords } from '../../ui/use-words';
import { VisuallyHidden } from '../../ui/visually-hidden';
import styles from './log-lines.module.css';

export type LogLinesProps = {
  readonly lines: readonly RunLine[];
  /** What is marked in them. */
  readonly asked: string;
  readonly empty: string;
  /** What is said above the first of them. */
  readonly before: string | null;
};

const LINE_PX = 19;
/** This near to the end counts as the end. */
const END_PX = 24;

/** The lines in sight. At the end it stays at the end; scrolled back it stands still, and says that more has come. */
export function LogLines({ lines, asked, empty, before }: LogLinesProps) {
  const say = useWords();
  const place = useRef<HTMLDivElement>(null);
  const [following, setFollowing] = useState(true);
  const virtualizer = useVirtualizer({
    count: lines.length,
    getScrollElement: () => place.current,
    estimateSize: () => LINE_PX,
    overscan: 12,
    getItemKey: (index) => lines[index]?.n ?? index,
  });
  const last = lines.at(-1)?.n;
  useEffect(() => {
    if (following && lines.length > 0) virtualizer.scrollToIndex(lines.length - 1, { align: 'end' });
  }, [following, last, lines.length, virtualizer]);
  const scroll = () => {
    const element = place.current;
    if (element) setFollowing(element.scrollHeight - element.scrollTop - element.clientHeight < END_PX);
  };
  return (
    <div className={styles.frame} style={{ ['--count' as string]: lines.length + (before === null ? 0 : 1) }}>
      <div
        ref={place}
        className={styles.lines}
        data-empty={lines.length === 0 || undefined}
        dir="ltr"
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what is scrolled must be reached by keys
        tabIndex={0}
        role="log"
        aria-live="off"
        aria-label={say('runs.log.lines')}
        onScroll={scroll}
      >
        {before !== null && (
          <p className={styles.note} dir="auto">
            {before}
          </p>
        )}
        {lines.length === 0 && (
          <p className={styles.note} dir="auto">
            {empty}
          </p>
        )}
        <div className={styles.whole} style={{ blockSize: virtualizer.getTotalSize() }}>
          {virtualizer.getVirtualItems().map(({ index, start, key }) => {
            const line = lines[index];
            return (
              line && (
                <div key={key} className={styles.line} data-stream={line.stream} style={{ transform: `translateY(${start}px)` }}>
                  <Line line={line} asked={asked} />
                </div>
              )
            );
          })}
        </div>
      </div>
      {!following && (
        <div className={styles.end}>
          <Button size="s" icon={DownIcon} onClick={() => setFollowing(true)}>
            {say('runs.log.follow')}
          </Button>
        </div>
      )}
    </div>
  );
}

function Line({ line: { at, text, gap, stream, cut }, asked }: { readonly line: RunLine; readonly asked: string }) {
  const say = useWords();
  const intl = useIntl();
  return (
    <>
      <time className={styles.at} dateTime={new Date(at).toISOString()} data-gap={gap || undefined} title={gap ? say('runs.log.gap') : undefined}>
        {intl.formatDate(at, { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23', numberingSystem: 'latn' })}
      </time>
      <span className={styles.stream} aria-hidden>
        {stream === 'err' ? 'err' : '·'}
      </span>
      {stream === 'err' && <VisuallyHidden>{say('runs.log.err')}</VisuallyHidden>}
      <span className={styles.text}>{asked === '' ? text : marked(text, asked)}</span>
      {cut !== null && (
        <span className={styles.cut} dir="auto">
          {say('runs.log.cut', { bytes: intl.formatNumber(cut) })}
        </span>
      )}
    </>
  );
}

function marked(text: string, asked: string) {
  const parts = [];
  const lower = text.toLowerCase();
  const wanted = asked.toLowerCase();
  let from = 0;
  for (let at = lower.indexOf(wanted); at >= 0; at = lower.indexOf(wanted, from)) {
    parts.push(text.slice(from, at), <mark key={at}>{text.slice(at, at + wanted.length)}</mark>);
    from = at + wanted.length;
  }
  return [...parts, text.slice(from)];
}
