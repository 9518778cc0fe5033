import { LINEAGE_KINDS, type LineageGraph, type LineageKey, lineageRef, LineageKey as LineageKeySchema } from '../../../shared/models/lineage';
import type { Backend } from '../../backend/backend';
import { numberOf, type Options } from '../arguments';
import type { EngineForker } from '../engine-forker';
import { BadInput, EXIT, type Exit } from '../exit';
import { harmless, table } from '../text';
import { openWorkspace } from '../workspace';

const LIMIT = 1_000;
const LIMIT_MAX = 20_000;
const ALL_STEPS = 50;

/** What came of what: of one thing with all above and below it, or the newest of the workspace. */
export async function lineage(backend: Backend, engines: EngineForker, options: Options): Promise<Exit> {
  const [dir, verb, path, ...more] = options.rest;
  if (dir === undefined || more.length > 0 || (verb !== undefined && (verb !== 'import' || path === undefined)))
    throw new BadInput('lineage takes a folder: pilothouse lineage DIR [--of KIND:ID], or pilothouse lineage DIR import FILE');
  const focus = options.of === undefined ? null : keyOf(options.of);
  const limit = Math.min(LIMIT_MAX, Math.max(1, numberOf('limit', options.limit, LIMIT)));
  const workspace = await openWorkspace(backend, engines, dir);
  try {
    const { client, connection } = workspace;
    if (path !== undefined) {
      const done = await client.request('lineage.importEvents', { connection, path });
      const said = done.refused.map(({ line, why }) => `line ${line}: ${why}`);
      const text = [`${done.events} events, ${done.facts} new facts, ${done.refusedCount} refused`, ...said].map(harmless).join('\n');
      process.stdout.write(`${options.json ? JSON.stringify(done) : text}\n`);
      return done.refusedCount === 0 ? EXIT.done : EXIT.failed;
    }
    const graph = await client.request('lineage.graph', { connection, focus, up: ALL_STEPS, down: ALL_STEPS, kinds: null, asOf: null, limit });
    if (focus && graph.nodes.every((node) => lineageRef(node) !== lineageRef(focus) || (node.state === 'unknown' && graph.nodes.length === 1))) {
      process.stderr.write(`pilothouse: nothing is known of ${harmless(options.of ?? '')}\n`);
      return EXIT.failed;
    }
    const text = graphText(graph);
    if (options.json || text !== '') process.stdout.write(`${options.json ? JSON.stringify(graph) : text}\n`);
    return EXIT.done;
  } finally {
    await workspace.leave(false);
  }
}

/** `model-version:late-arrival@3`. @throws BadInput */
function keyOf(text: string): LineageKey {
  const at = text.indexOf(':');
  const key = LineageKeySchema.safeParse({ kind: text.slice(0, at), id: text.slice(at + 1) });
  if (!key.success) throw new BadInput(`--of takes KIND:ID, where the kind is one of ${LINEAGE_KINDS.join(', ')}; not “${text}”`);
  return key.data;
}

function graphText({ nodes, edges }: LineageGraph): string {
  if (edges.length === 0) return nodes.map((node) => harmless(`${node.kind}:${node.id}`)).join('\n');
  const shown = (ref: string) => ref.replace('|', ':');
  return table([['FROM', 'RELATION', 'TO'], ...edges.map(({ from, relation, to }) => [shown(from), relation, shown(to)])]);
}
