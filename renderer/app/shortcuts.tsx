import type { Action } from '../parts/actions';
import { Dialog } from '../ui/dialog';
import { KeyHint } from '../ui/key-hint';
import { useWords } from '../ui/use-words';
import { showOverlay } from './overlay';
import styles from './shortcuts.module.css';

const SECTIONS = ['screen', 'go', 'window'] as const;
/** Keys that tables and lists have by themselves. */
const MOVING = [
  { keys: 'up down', word: 'shell.shortcuts.rows' },
  { keys: 'Home End', word: 'shell.shortcuts.ends' },
  { keys: 'Enter', word: 'shell.shortcuts.open' },
  { keys: 'Escape', word: 'shell.shortcuts.close' },
] as const;

/** Every key that does something now. Mounted while it is open. */
export function Shortcuts({ actions }: { readonly actions: readonly Action[] }) {
  const say = useWords();
  return (
    <Dialog opened onClose={() => showOverlay(null)} title={say('shell.shortcuts')}>
      <div className={styles.sections}>
        {SECTIONS.map((section) => {
          const lines = actions.flatMap(({ id, group, keys, word, values }) => (group === section && keys ? [{ id, keys, text: say(word, values) }] : []));
          return lines.length > 0 && <Section key={section} title={say(`shell.group.${section}`)} lines={lines} />;
        })}
        <Section title={say('shell.shortcuts.moving')} lines={MOVING.map(({ keys, word }) => ({ id: word, keys, text: say(word) }))} />
      </div>
    </Dialog>
  );
}

type SectionProps = { readonly title: string; readonly lines: readonly { readonly id: string; readonly keys: string; readonly text: string }[] };

function Section({ title, lines }: SectionProps) {
  return (
    <section className={styles.section}>
      <h3>{title}</h3>
      <dl>
        {lines.map(({ id, keys, text }) => (
          <div key={id}>
            <dt>{text}</dt>
            <dd>
              <KeyHint keys={keys} />
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
