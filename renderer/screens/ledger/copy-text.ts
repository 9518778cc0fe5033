import type { WordId } from '../../../shared/words/words';
import { notify } from '../../parts/notices';

/** Puts a text on the clipboard, and says so. */
export function copyText(text: string, said: { readonly word: WordId; readonly values?: Readonly<Record<string, string | number>> }): void {
  void navigator.clipboard.writeText(text).then(() => notify({ tone: 'ok', ...said }));
}
