import { z } from 'zod';

/** What can stand in a graph of lineage. Later kinds (revision, service) come with the systems that tell of them. */
export const LINEAGE_KINDS = ['dataset-version', 'code', 'run', 'model-version', 'revision', 'service'] as const;
export const LineageKind = z.enum(LINEAGE_KINDS);
export type LineageKind = z.infer<typeof LineageKind>;

/**
 * How two things are tied; always from what came first to what came of it.
 * `reads` (data → run), `runs` (code → run), `wrote` (run → data), `produced` (run → model version), `serves` (model version → revision),
 * `behind` (revision → service), `derived` (data → data).
 */
export const RELATIONS = ['reads', 'runs', 'wrote', 'produced', 'serves', 'behind', 'derived'] as const;
export const RelationName = z.enum(RELATIONS);
export type RelationName = z.infer<typeof RelationName>;

const id = z.string().min(1).max(512);
export const LineageKey = z.object({ kind: LineageKind, id });
export type LineageKey = z.infer<typeof LineageKey>;
export const lineageRef = ({ kind, id: own }: LineageKey): string => `${kind}|${own}`;

/** A fact with its time: never changed, at most ended. */
export const Relation = z.object({ from: LineageKey, to: LineageKey, relation: RelationName, at: z.number(), until: z.number().nullable() });
export type Relation = z.infer<typeof Relation>;

export const LineageNode = LineageKey.extend({
  title: z.string(),
  /** Second line: version, commit, duration. */
  detail: z.string(),
  at: z.number().nullable(),
  state: z.enum(['good', 'busy', 'bad', 'unknown', 'none']),
  /** Neighbours that the answer left out, each way. */
  more: z.object({ up: z.number().int(), down: z.number().int() }),
});
export type LineageNode = z.infer<typeof LineageNode>;

export const LineageEdge = z.object({ from: z.string(), to: z.string(), relation: RelationName });
export type LineageEdge = z.infer<typeof LineageEdge>;

/** `total`: how many nodes hang together with the focus, shown or not. */
export const LineageGraph = z.object({ nodes: z.array(LineageNode), edges: z.array(LineageEdge), total: z.number().int(), asOf: z.number().nullable() });
export type LineageGraph = z.infer<typeof LineageGraph>;
