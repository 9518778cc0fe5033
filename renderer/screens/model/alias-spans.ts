import type { z } from 'zod';
import type { AliasMove } from '../../../shared/models/model';

type Move = z.infer<typeof AliasMove>;
/** A stretch of time in which an alias stood on one version. */
export type AliasSpan = {
  readonly version: number;
  readonly from: number;
  /** Null: it stands there now. */
  readonly to: number | null;
  /** The move that put it there. */
  readonly move: Move;
};

/** Which version an alias stood on, when, and who put it there: the newest first. What was on none is a gap, not a span. */
export function aliasSpans(moves: readonly Move[], alias: string): readonly AliasSpan[] {
  const own = moves.filter((move) => move.alias === alias).toSorted((one, other) => one.at - other.at);
  return own
    .flatMap((move, index): AliasSpan[] => (move.to === null ? [] : [{ version: move.to, from: move.at, to: own[index + 1]?.at ?? null, move }]))
    .toReversed();
}

/** Every alias that there is or was; those that stand on a version first. */
export function aliasesOf(moves: readonly Move[], standing: readonly { readonly alias: string }[]): readonly string[] {
  const now = standing.map(({ alias }) => alias).toSorted();
  const gone = [...new Set(moves.map(({ alias }) => alias))].filter((alias) => !now.includes(alias)).toSorted();
  return [...now, ...gone];
}
