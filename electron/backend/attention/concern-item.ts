import type { AttentionItem } from '../../../shared/models/attention';
import type { WorkspaceConcern } from '../../../shared/models/workspace-concern';

const ID_MAX = 700;

type Told = Pick<AttentionItem, 'cause' | 'urgency' | 'name' | 'why'> & { readonly of: string };

/** What of an open workspace waits, as one of the things that wait. Pure. */
export function itemOfConcern(connection: string, concern: WorkspaceConcern): AttentionItem {
  const { cause, urgency, name, why, of } = told(concern);
  const { since } = concern;
  return {
    id: `${cause}|${connection}|${since}|${of}`.slice(0, ID_MAX),
    cause,
    urgency,
    connection,
    entity: null,
    concern,
    namespace: null,
    name,
    since: Math.floor(since),
    why,
    said: null,
  };
}

/** What blocks work, or stands under a name that others trust, comes before a run that may yet come right. */
function told(concern: WorkspaceConcern): Told {
  switch (concern.concern) {
    case 'quarantined':
      return { cause: 'data-quarantined', urgency: 'now', name: concern.dataset, why: concern.rule, of: `${concern.dataset}@${concern.version}` };
    case 'tampered':
      return {
        cause: 'model-tampered',
        urgency: 'now',
        name: concern.model,
        why: concern.missing ? 'missing' : 'tampered',
        of: `${concern.model}@${concern.version}`,
      };
    case 'payload-gap':
      return { cause: 'payload-gap', urgency: 'soon', name: concern.service, why: concern.full ? 'full' : 'unwritable', of: concern.service };
    default:
      return { cause: `run-${concern.concern}`, urgency: 'soon', name: concern.name, why: concern.concern, of: `${concern.run}|${concern.metric ?? ''}` };
  }
}
