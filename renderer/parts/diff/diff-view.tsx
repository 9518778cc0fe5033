import { Fragment, useMemo, useState } from 'react';
import { classNames } from '../../ui/class-names';
import { useWords } from '../../ui/use-words';
import { VisuallyHidden } from '../../ui/visually-hidden';
import styles from './diff-view.module.css';
import { counterparts, firstLines, foldDiff, piecesOf } from './fold-diff';
import { type DiffLine, diffLines } from './line-diff';

export type DiffViewProps = {
  /** What is compared, for screen readers. */
  readonly label: string;
  readonly before: string;
  readonly after: string;
  /** Said where nothing differs. */
  readonly same: string;
};

/** Above this, a text is drawn as far as it goes and the rest is counted. */
const SHOWN_MAX = 2_000;

/** What differs between two texts, with a little around it; the rest is folded away. Code: from left to right in every language. */
export function DiffView({ label, before, after, same }: DiffViewProps) {
  const say = useWords();
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const lines = useMemo(() => diffLines(before, after), [before, after]);
  const pairs = useMemo(() => counterparts(lines), [lines]);
  const { parts, left } = useMemo(() => firstLines(foldDiff(lines, open), SHOWN_MAX), [lines, open]);
  if (lines.every(({ kind }) => kind === 'same')) return <p className={styles.note}>{same}</p>;
  return (
    // What is scrolled must be reached by keys.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex, jsx-a11y/prefer-tag-over-role
    <div className={styles.diff} dir="ltr" role="group" aria-label={label} tabIndex={0}>
      {parts.map((part) => {
        if (part.kind === 'fold') {
          return (
            <button key={part.id} type="button" className={styles.fold} onClick={() => setOpen(new Set([...open, part.id]))}>
              <span dir="auto">{say('actions.diff.fold', { count: part.lines.length })}</span>
            </button>
          );
        }
        return (
          <Fragment key={part.id}>
            {part.path.length > 0 && <div className={styles.path}>{part.path.join(' › ')}</div>}
            {part.lines.map((line) => (
              <Line key={`${line.before} ${line.after}`} line={line} other={pairs.get(line) ?? null} />
            ))}
          </Fragment>
        );
      })}
      {left > 0 && (
        <p className={styles.note} dir="auto">
          {say('actions.diff.more', { count: left })}
        </p>
      )}
    </div>
  );
}

const SIGNS = { same: ' ', removed: '−', added: '+' } as const;

function Line({ line, other }: { readonly line: DiffLine; readonly other: string | null }) {
  const say = useWords();
  const { kind, text } = line;
  return (
    <div className={classNames(styles.line, styles[kind])}>
      <span className={styles.sign} aria-hidden>
        {SIGNS[kind]}
      </span>
      {kind !== 'same' && <VisuallyHidden>{say(kind === 'added' ? 'actions.diff.added' : 'actions.diff.removed')}</VisuallyHidden>}
      <code className={styles.text}>
        {piecesOf(text, other).map((piece, at) => (
          // Pieces of one line, which never change places.
          // oxlint-disable-next-line react/no-array-index-key
          <span key={at} className={piece.changed ? styles.changed : undefined}>
            {piece.text}
          </span>
        ))}
      </code>
    </div>
  );
}
