import type { WordId } from '../../shared/words/words';
import { KeyHint } from '../ui/key-hint';
import { useWords } from '../ui/use-words';
import styles from './key-hints.module.css';

/** What keys do here, each with its words. */
export function KeyHints({ hints }: { readonly hints: readonly { readonly keys: string; readonly word: WordId }[] }) {
  const say = useWords();
  return (
    <span className={styles.hints}>
      {hints.map(({ keys, word }) => (
        <span key={word}>
          <KeyHint keys={keys} /> {say(word)}
        </span>
      ))}
    </span>
  );
}
