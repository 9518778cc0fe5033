import type { WorkspaceConcern } from '../../../shared/models/workspace-concern';
import type { WordId } from '../../../shared/words/words';
import type { Address } from '../../data/address';
import { datasetAddress, modelVersionAddress, runAddress, serviceAddress } from '../../data/workspace-address';

/** A text with what it names. */
export type Said = { readonly word: WordId; readonly values?: Readonly<Record<string, string | number>> };

/** More are on the version's page. */
const NAMED_MAX = 3;
const listOf = (names: readonly string[]): string => names.slice(0, NAMED_MAX).join(', ') + (names.length > NAMED_MAX ? ', …' : '');

/** What of a workspace waits, in one sentence with its name. */
export function whatOfConcern(concern: WorkspaceConcern, name: string): Said {
  switch (concern.concern) {
    case 'quarantined':
      return { word: 'attention.what.quarantined', values: { name, version: String(concern.number) } };
    case 'tampered':
      return { word: concern.missing ? 'attention.what.missing' : 'attention.what.tampered', values: { name, version: String(concern.version) } };
    case 'payload-gap':
      return { word: 'attention.what.payload-gap', values: { name } };
    default:
      return { word: `attention.what.run-${concern.concern}`, values: { name, metric: concern.metric ?? '' } };
  }
}

/** Why that waits, with the rule, the aliases or the files. */
export function whyOfConcern(concern: WorkspaceConcern): Said {
  switch (concern.concern) {
    case 'quarantined':
      return { word: 'attention.why.quarantined', values: { rule: concern.rule } };
    case 'tampered': {
      const values = { aliases: listOf(concern.aliases), files: listOf(concern.files) };
      return { word: concern.missing ? 'attention.why.missing' : 'attention.why.tampered', values };
    }
    case 'payload-gap':
      return { word: concern.full ? 'attention.why.payload-gap-full' : 'attention.why.payload-gap' };
    default:
      return { word: `attention.why.run-${concern.concern}` };
  }
}

/** The page where it is seen, and mended. */
export function addressOfConcern(connection: string, concern: WorkspaceConcern): Address {
  switch (concern.concern) {
    case 'quarantined':
      return datasetAddress(connection, concern.dataset, concern.version);
    case 'tampered':
      return modelVersionAddress(connection, concern.model, concern.version);
    case 'payload-gap':
      return serviceAddress(connection, concern.service);
    default:
      return runAddress(connection, concern.run);
  }
}
