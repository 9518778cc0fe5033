import { KeyHint } from '../ui/key-hint';
import { SearchIcon } from '../ui/icons';
import { useWords } from '../ui/use-words';
import { showOverlay } from './overlay';
import { Scope } from './scope';
import styles from './top-bar.module.css';

/** The name, the way to everything, and which connections are looked at. */
export function TopBar() {
  const say = useWords();
  return (
    <header className={styles.bar}>
      <div className={styles.brand}>
        <Wheel />
        <bdi>{say('shell.name')}</bdi>
      </div>
      <button type="button" className={styles.find} aria-haspopup="dialog" onClick={() => showOverlay('palette')}>
        <SearchIcon size={15} />
        <span className={styles.findWords}>{say('shell.search')}</span>
        <KeyHint keys="mod+K" />
      </button>
      <div className={styles.scope}>
        <Scope />
      </div>
    </header>
  );
}

function Wheel() {
  return (
    <svg width={18} height={18} viewBox="0 0 18 18" fill="none" stroke="var(--accent)" aria-hidden>
      <circle cx={9} cy={9} r={7.6} strokeWidth={1.6} />
      <path d="M9 1.4v15.2M1.4 9h15.2" strokeWidth={1.2} />
      <circle cx={9} cy={9} r={2.6} fill="var(--panel)" strokeWidth={1.6} />
    </svg>
  );
}
