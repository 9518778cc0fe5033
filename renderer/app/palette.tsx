// A combobox whose list is drawn: native lists cannot hold icons, groups and keys.
/* oxlint-disable jsx-a11y/prefer-tag-over-role */
import { Modal } from '@mantine/core';
import { type KeyboardEvent, useDeferredValue, useEffect, useId, useMemo, useState } from 'react';
import type { Action } from '../parts/actions';
import { KeyHints } from '../parts/key-hints';
import { SearchIcon } from '../ui/icons';
import { KeyHint } from '../ui/key-hint';
import { useFocusBack } from '../ui/use-focus-back';
import { useWords } from '../ui/use-words';
import { splitByRanges } from './fuzzy';
import { showOverlay } from './overlay';
import styles from './palette.module.css';
import { answerQuery, type Entry, type EntryGroup } from './palette-entries';
import { useCandidateLines } from './palette-lines';

const HINTS = [
  { keys: 'up down', word: 'shell.palette.move' },
  { keys: 'Enter', word: 'shell.palette.open' },
] as const;

/** Everything by its name: screens, actions, connections and deliveries. Mounted while it is open. */
export function Palette({ actions }: { readonly actions: readonly Action[] }) {
  const say = useWords();
  const id = useId();
  const [query, setQuery] = useState('');
  const asked = useDeferredValue(query);
  const lines = useCandidateLines(actions, asked);
  const groups = useMemo(() => answerQuery(asked, lines), [asked, lines]);
  const entries = useMemo(() => groups.flatMap((group) => group.entries), [groups]);
  const [chosen, setChosen] = useState(0);
  const at = Math.min(chosen, entries.length - 1);

  useFocusBack(true);
  const close = () => showOverlay(null);
  const run = (entry: Entry | undefined) => {
    if (!entry) return;
    close();
    entry.run();
  };
  const press = (event: KeyboardEvent) => {
    const to = moved(event, at, entries.length);
    if (to !== null) {
      event.preventDefault();
      setChosen(to);
    } else if (event.key === 'Enter' && !event.nativeEvent.isComposing) {
      event.preventDefault();
      run(entries[at]);
    }
  };
  const optionId = (index: number) => `${id}-${index}`;
  useEffect(() => document.getElementById(`${id}-${at}`)?.scrollIntoView({ block: 'nearest' }), [id, at]);

  return (
    <Modal.Root opened onClose={close} size={620} yOffset="12vh" returnFocus={false} lockScroll={false} classNames={{ content: styles.content ?? '' }}>
      <Modal.Overlay backgroundOpacity={1} color="var(--veil)" />
      <Modal.Content aria-label={say('shell.palette')}>
        <Modal.Body p={0}>
          <div className={styles.ask}>
            <SearchIcon size={16} />
            <input
              className={styles.input}
              data-autofocus
              role="combobox"
              aria-label={say('shell.search')}
              aria-expanded
              aria-autocomplete="list"
              aria-controls={`${id}-list`}
              aria-activedescendant={entries.length > 0 ? optionId(at) : undefined}
              placeholder={say('shell.palette.placeholder')}
              value={query}
              spellCheck={false}
              autoComplete="off"
              onChange={(event) => {
                setQuery(event.currentTarget.value);
                setChosen(0);
              }}
              onKeyDown={press}
            />
            <output className={styles.found}>{say('shell.palette.found', { count: entries.length })}</output>
          </div>
          <div id={`${id}-list`} className={styles.list} role="listbox" aria-label={say('shell.palette.results')}>
            <Groups groups={groups} at={at} optionId={optionId} onHover={setChosen} onRun={run} />
          </div>
          {entries.length === 0 && (
            <p className={styles.nothing}>
              {say('shell.palette.none')} <span>{say('shell.palette.none-hint')}</span>
            </p>
          )}
          <div className={styles.hints}>
            <KeyHints hints={HINTS} />
            <span className={styles.end}>
              <KeyHint keys="Escape" />
            </span>
          </div>
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}

/** Where a key moves to; null where it is no key that moves. Round the ends. */
function moved(event: KeyboardEvent, at: number, count: number): number | null {
  if (count === 0) return null;
  if (event.key === 'ArrowDown') return (at + 1) % count;
  if (event.key === 'ArrowUp') return (at - 1 + count) % count;
  if (event.key === 'PageDown') return Math.min(at + 8, count - 1);
  if (event.key === 'PageUp') return Math.max(at - 8, 0);
  return null;
}

type GroupsProps = {
  readonly groups: readonly EntryGroup[];
  readonly at: number;
  readonly optionId: (index: number) => string;
  readonly onHover: (index: number) => void;
  readonly onRun: (entry: Entry) => void;
};

function Groups({ groups, at, optionId, onHover, onRun }: GroupsProps) {
  const say = useWords();
  let next = 0;
  return groups.map(({ group, entries }) => (
    <div key={group} role="group" aria-label={say(`shell.group.${group}`)}>
      <div className={styles.group} aria-hidden>
        {say(`shell.group.${group}`)}
      </div>
      {entries.map((entry) => {
        const index = next++;
        return (
          // Keys reach it through the input, which keeps the focus.
          // oxlint-disable-next-line jsx-a11y/click-events-have-key-events
          <div
            key={entry.id}
            id={optionId(index)}
            className={styles.entry}
            role="option"
            aria-selected={index === at}
            tabIndex={-1}
            onMouseMove={() => index !== at && onHover(index)}
            onClick={() => onRun(entry)}
          >
            <span className={styles.icon}>{entry.icon && <entry.icon size={16} />}</span>
            <Marked entry={entry} />
            {entry.note && <bdi className={styles.note}>{entry.note}</bdi>}
            {entry.keys && (
              <span className={styles.end}>
                <KeyHint keys={entry.keys} />
              </span>
            )}
          </div>
        );
      })}
    </div>
  ));
}

/** The text with what was typed in it. */
function Marked({ entry: { text, ranges } }: { readonly entry: Entry }) {
  return (
    <bdi className={styles.text}>
      {splitByRanges(text, ranges).map(({ at, piece, matched }) => (matched ? <mark key={at}>{piece}</mark> : <span key={at}>{piece}</span>))}
    </bdi>
  );
}
