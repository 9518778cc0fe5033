import type { DriftWords } from '../../../../../shared/words/drift-words';
import type { BinWords } from './bin-words';

/** How a drawing is told: as a whole, and bin by bin to who points at one (none where there is no room for it). */
export type Drawn = { readonly label: string; readonly hints: readonly string[]; readonly names: BinWords; readonly words: DriftWords };
