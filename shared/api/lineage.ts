import { z } from 'zod';
import { ConnectionId } from '../models/entity';
import { LineageEdge, LineageGraph, LineageKey, LineageKind, LineageNode } from '../models/lineage';
import { request } from './verb';

const connection = ConnectionId;
const DEPTH_MAX = 50;
const NODES_MAX = 20_000;
const asOf = z.number().nullable();

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
  /** Nodes whose title or id holds the text, newest first. */
  'lineage.search': request(
    z.object({ connection, match: z.string().max(200), limit: z.number().int().min(1).max(200) }),
    z.object({ nodes: z.array(LineageNode) }),
  ),
};
