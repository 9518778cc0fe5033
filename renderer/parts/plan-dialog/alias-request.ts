import type { ActionRequest } from '../../../shared/models/action';
import { AliasName, type ModelRow } from '../../../shared/models/model';
import type { WordId } from '../../../shared/words/words';

/** What is typed for an alias. `version` null takes it off. */
export type AliasDraft = { readonly alias: string; readonly version: number | null };
export type AliasAsked = { readonly request: ActionRequest; readonly wrong: null } | { readonly request: null; readonly wrong: WordId };

/** The request that a draft makes, or why it makes none. */
export function aliasRequest({ aliases }: Pick<ModelRow, 'aliases'>, { alias: typed, version }: AliasDraft): AliasAsked {
  const alias = typed.trim();
  const stands = aliases.find((each) => each.alias === alias)?.version ?? null;
  if (alias === '') return { request: null, wrong: 'actions.set-alias.alias.first' };
  if (!AliasName.safeParse(alias).success) return { request: null, wrong: 'actions.set-alias.alias.wrong' };
  if (stands === version) return { request: null, wrong: version === null ? 'actions.set-alias.nowhere' : 'actions.set-alias.same' };
  return { request: { action: 'set-alias', alias, version }, wrong: null };
}
