import type { Trouble } from '../../../shared/models/delivery-detail';
import type { Say } from '../../ui/use-words';

/** What the sentences of troubles name. What was not told is a dash, never left out without a word. */
const NAMES = ['pod', 'container', 'image', 'exitCode', 'restarts', 'reason', 'probe', 'replicaSet', 'node'] as const;

function named({ values }: Trouble): Record<string, string> {
  const shown: Record<string, string> = {};
  for (const name of NAMES) shown[name] = values[name] || '–';
  return shown;
}

/** A trouble as one sentence. */
export const troubleText = (say: Say, trouble: Trouble): string => say(`delivery.trouble.${trouble.code}`, named(trouble));

/** The same in a few words, where the pod is named already. */
export const troubleBrief = (say: Say, trouble: Trouble): string => say(`delivery.trouble.${trouble.code}.brief`, named(trouble));
