import { LINEAGE_KINDS, type LineageKey, type LineageKind } from '../../../shared/models/lineage';
import type { AddressCodec } from '../../data/address';

export const WAYS = ['both', 'up', 'down'] as const;
export const DEPTH_MAX = 50;
const DEPTH = 3;

/** All that the screen remembers but what was expanded, and all of it is in the address. */
export type ViewState = {
  /** What is looked at; null: everything. */
  readonly focus: LineageKey | null;
  readonly way: (typeof WAYS)[number];
  readonly depth: number;
  /** Null: all kinds. */
  readonly kinds: readonly LineageKind[] | null;
  /** Epoch ms; null: now. */
  readonly asOf: number | null;
  readonly view: 'graph' | 'table';
  /** What is chosen in it, by its ref. */
  readonly chosen: string | null;
  /** The end of a way from `focus`. */
  readonly to: LineageKey | null;
};

/** `kind|id`; an id may hold anything but what no id holds. */
export function readKey(text: string | undefined): LineageKey | null {
  const at = (text ?? '').indexOf('|');
  const kind = LINEAGE_KINDS.find((each) => each === text?.slice(0, at));
  const id = text?.slice(at + 1) ?? '';
  return kind && id !== '' ? { kind, id } : null;
}
const writeKey = (key: LineageKey | null) => (key ? `${key.kind}|${key.id}` : '');

export const viewState: AddressCodec<ViewState> = {
  read(search) {
    const depth = Number(search['depth'] ?? DEPTH);
    const kinds = (search['kinds'] ?? '').split(',');
    const known = LINEAGE_KINDS.filter((kind) => kinds.includes(kind));
    return {
      focus: readKey(search['of']),
      way: WAYS.find((way) => way === search['way']) ?? 'both',
      depth: Number.isInteger(depth) && depth >= 1 && depth <= DEPTH_MAX ? depth : DEPTH,
      kinds: known.length > 0 ? known : null,
      asOf: /^\d{1,15}$/.test(search['at'] ?? '') ? Number(search['at']) : null,
      view: search['view'] === 'table' ? 'table' : 'graph',
      chosen: search['chosen'] || null,
      to: readKey(search['to']),
    };
  },
  write: ({ focus, way, depth, kinds, asOf, view, chosen, to }) => ({
    of: writeKey(focus),
    way: way === 'both' ? '' : way,
    depth: depth === DEPTH ? '' : String(depth),
    kinds: kinds?.join(',') ?? '',
    at: asOf === null ? '' : String(asOf),
    view: view === 'graph' ? '' : view,
    chosen: chosen ?? '',
    to: writeKey(to),
  }),
};
