import { useVirtualizer } from '@tanstack/react-virtual';
import { type CSSProperties, type Ref, useEffect, useImperativeHandle, useRef, useState } from 'react';
import { useIntl } from 'react-intl';
import type { LogLine } from '../data/log-lines';
import { Button } from '../ui/button';
import { classNames } from '../ui/class-names';
import { DownIcon } from '../ui/icons';
import { useWords } from '../ui/use-words';
import { VisuallyHidden } from '../ui/visually-hidden';
import styles from './log-lines.module.css';

/** `show`: brings the line at this place of the list into the middle. */
export type LogView = { show(line: number): void };

export type LogLinesProps = {
  readonly lines: readonly LogLine[];
  /** What is marked in them. */
  readonly asked: string;
  /** Said where there is no line. */
  readonly empty: string;
  /** Said above the first of them. */
  readonly before: string | null;
  /** The place of the match that was gone to. */
  readonly shown?: number | null;
  readonly wrap?: boolean;
  readonly ref?: Ref<LogView>;
};

const LINE_PX = 19;
/** This near to the end counts as the end. */
const END_PX = 24;

/** The lines in sight, of any log. At the end it stays at the end; scrolled back it stands still. As high as it is long, up to a third of the window. */
export function LogLines({ lines, asked, empty, before, shown = null, wrap = false, ref }: LogLinesProps) {
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
  useEffect(() => virtualizer.measure(), [virtualizer, wrap]);
  useImperativeHandle(
    ref,
    () => ({
      show: (line) => {
        setFollowing(false);
        virtualizer.scrollToIndex(line, { align: 'center' });
      },
    }),
    [virtualizer],
  );
  const scroll = () => {
    const element = place.current;
    if (element) setFollowing(element.scrollHeight - element.scrollTop - element.clientHeight < END_PX);
  };
  const height: CSSProperties & { '--count': number } = { '--count': lines.length + (before === null ? 0 : 1) };
  return (
    <div className={styles.frame} style={height}>
      <div
        ref={place}
        className={styles.lines}
        data-empty={lines.length === 0 || undefined}
        dir="ltr"
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what is scrolled must be reached by keys
        tabIndex={0}
        role="log"
        aria-live="off"
        aria-label={say('ui.log.lines')}
        onScroll={scroll}
      >
        {before !== null && <Note>{before}</Note>}
        {lines.length === 0 && <Note>{empty}</Note>}
        <div className={classNames(styles.whole, wrap && styles.wrap)} style={{ blockSize: virtualizer.getTotalSize() }}>
          {virtualizer.getVirtualItems().map(({ index, start, key }) => {
            const line = lines[index];
            return (
              line && (
                <div
                  key={key}
                  // All others are as high as was said: to measure each as it is scrolled past makes the page lay out again and again.
                  ref={wrap || line.gap ? virtualizer.measureElement : undefined}
                  data-index={index}
                  className={styles.line}
                  style={{ transform: `translateY(${start}px)` }}
                  data-stream={line.stream}
                  data-shown={index === shown || undefined}
                >
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
            {say('ui.log.follow')}
          </Button>
        </div>
      )}
    </div>
  );
}

function Note({ children }: { readonly children: string }) {
  return (
    <p className={styles.note} dir="auto">
      {children}
    </p>
  );
}

function Line({ line: { at, text, gap, stream, cut }, asked }: { readonly line: LogLine; readonly asked: string }) {
  const say = useWords();
  const intl = useIntl();
  return (
    <>
      {gap && (
        <div className={styles.gap} dir="auto">
          {say('ui.log.gap')}
        </div>
      )}
      {at !== null && (
        <time className={styles.at} dateTime={new Date(at).toISOString()}>
          {intl.formatDate(at, { hour: '2-digit', minute: '2-digit', second: '2-digit', fractionalSecondDigits: 3, hourCycle: 'h23', numberingSystem: 'latn' })}
        </time>
      )}
      {stream && (
        <span className={styles.stream} aria-hidden>
          {stream === 'err' ? 'err' : '·'}
        </span>
      )}
      {stream === 'err' && <VisuallyHidden>{say('ui.log.err')}</VisuallyHidden>}
      <span className={styles.text}>{asked === '' ? text : marked(text, asked)}</span>
      {typeof cut === 'number' && (
        <span className={styles.cut} dir="auto">
          {say('ui.log.cut', { bytes: intl.formatNumber(cut) })}
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
