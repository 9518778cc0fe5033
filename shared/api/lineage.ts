import { z } from 'zod';
import { ConnectionId } from '../models/entity';
import { LineageEdge, LineageGraph, LineageKey, LineageKind, LineageNode } from '../models/lineage';
import { WorkspacePath } from '../models/workspace';
import { request } from './verb';

const connection = ConnectionId;
const DEPTH_MAX = 50;
const NODES_MAX = 20_000;
const asOf = z.number().nullable();

/** Why a line of a file of events is not believed. `ours`: it tells who wrote what lies in this workspace, which only the workspace knows. */
export const IMPORT_REFUSALS = ['not-json', 'too-long', 'not-an-event', 'name-too-long', 'too-many', 'ours'] as const;
export type ImportRefusal = (typeof IMPORT_REFUSALS)[number];

/** Events that were read, facts that are new by them and the first things that those tie, and what was refused: counted, and the first of it by line. */
export const ImportedEvents = z.object({
  events: z.number().int(),
  facts: z.number().int(),
  tied: z.array(LineageNode.pick({ kind: true, id: true, title: true, detail: true })).max(50),
  refusedCount: z.number().int(),
  refused: z.array(z.object({ line: z.number().int(), why: z.enum(IMPORT_REFUSALS) })).max(50),
});
export type ImportedEvents = z.infer<typeof ImportedEvents>;

export const lineageApi = {
  /** What is within so many steps of the focus. Depth 1 is its neighbours, whatever kind they are of. Without a focus: all. */
  'lineage.graph': request(
    z.object({
      connection,
      focus: LineageKey.nullable(),
      up: z.number().int().min(0).max(DEPTH_MAX),
      down: z.number().int().min(0).max(DEPTH_MAX),
      kinds: z.array(LineageKind).nullable(),
      /** As it stood at that moment (epoch ms). */
      asOf,
      limit: z.number().int().min(1).max(NODES_MAX),
    }),
    LineageGraph,
  ),
  /** All that stands on it, nearest first. */
  'lineage.impact': request(
    z.object({ connection, of: LineageKey, asOf }),
    z.object({ nodes: z.array(z.object({ node: LineageNode, steps: z.number().int() })) }),
  ),
  /** Shortest ways from one to the other; empty where there is none. */
  'lineage.path': request(
    z.object({ connection, from: LineageKey, to: LineageKey, asOf }),
    z.object({ nodes: z.array(LineageNode), edges: z.array(LineageEdge) }),
  ),
  /** Takes facts from a file of OpenLineage events inside the workspace, one JSON text a line. */
  'lineage.importEvents': request(z.object({ connection, path: WorkspacePath }), ImportedEvents),
  /** Nodes whose title or id holds the text, newest first. */
  'lineage.search': request(
    z.object({ connection, match: z.string().max(200), limit: z.number().int().min(1).max(200) }),
    z.object({ nodes: z.array(LineageNode) }),
  ),
};
