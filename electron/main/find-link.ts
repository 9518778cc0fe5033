import { LINK_SCHEME } from '../../shared/models/entity-link';

/** The first argument that claims to be a link of ours, valid or not: what is wrong with it is for the page to say. */
export function findLink(argv: readonly string[]): string | null {
  return argv.slice(1).find((argument) => argument.toLowerCase().startsWith(`${LINK_SCHEME}:`)) ?? null;
}
