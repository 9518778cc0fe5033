import type { ActionId } from '../../shared/models/action-id';
import type { Say } from '../ui/use-words';

/** What was done or is under way, by the word of its button: nothing is asked any more, so without the dots. */
export const deedWord = (say: Say, action: ActionId): string => say(`actions.${action}`).replace(/…$/, '');
