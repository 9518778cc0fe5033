import type { EventOf } from '../../shared/api/api';
import { stateWatch, type Watched } from './watch';

const items = stateWatch('attention.watch');
const NOTHING = '{}';

/** What waits for a person, over all connections, the most urgent first. */
export const useAttention = (): Watched<EventOf<'attention.watch'>> => items.useShared(NOTHING);
/** How many of them there are; null before they were told. */
export const useAttentionCount = (): number | null => items.useSelected(NOTHING, ({ value }) => value?.items.length ?? null);
/** Asks for them before the screen that shows them is there. */
export const prepareAttention = (): void => void items.prepare(NOTHING);
