import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';
import { performance } from 'node:perf_hooks';
import type { FindingId, StageLimits } from '../../../shared/models/stage';
import type { TriedModel } from '../serving/contract';
import { ask, isAnswered } from './answers';
import { bodyOf, madeInputs } from './bodies';
import { comparisonFinding, type Pair, type Rule } from './compare-turns';
import { figure, finding, type Progress, shown, type StageFound } from './findings';
import type { GoldenFile } from './golden-file';
import { growthFinding } from './growth';
import { quantile } from './interval';
import { type Effort, effortFor, measureTurn, type Turn, warmUp } from './measure';
import { letGo } from './tried-models';

export type Performance = {
  readonly open: { readonly candidate: () => Promise<TriedModel>; readonly champion: (() => Promise<TriedModel>) | null };
  readonly golden: GoldenFile;
  readonly limits: StageLimits;
  readonly progress: Progress;
  /** So long it goes on taking turns. */
  readonly turnsMs?: number | undefined;
};
type Opened = { readonly candidate: TriedModel; readonly champion: TriedModel | null };
type Load = { readonly ms: number; readonly megabytes: number };
type Sides<T> = { readonly candidate: T; readonly champion: T | null };
type Measured = { readonly loads: readonly Sides<Load>[]; readonly turns: readonly Sides<Turn>[] };

const LOADS = 6;
/** Without a champion there is no interval that needs more. */
const LOADS_ALONE = 2;
/** How many there are is for the time to say, never for what was found so far: who stops once it looks good finds what he wished for. */
const TURNS = 40;
const TURNS_MIN = 8;
const TURNS_MS = 5_000;
const MB = 2 ** 20;
/** What the process grows by is not the model's alone: less than this says nothing. */
const MEMORY_FLOOR_MB = 64;
const LOAD_FLOOR_MS = 250;
const BODIES_MAX = 100;
const LOADING_SHARE = 0.3;

/** Candidate and champion on this machine, turn by turn, so that its bad moments fall on both. */
export async function performanceStage({ open, golden, limits, progress, turnsMs = TURNS_MS }: Performance): Promise<StageFound> {
  const { opened, loads } = await loadInTurns(open, progress);
  try {
    const bodies = await answeredBodies(opened, golden);
    const machine = { processor: cpus()[0]?.model ?? '', cores: availableParallelism(), memory: totalmem(), load: loadavg(), node: process.version };
    const evidence = { machine, limits, loads, requests: bodies.length };
    if (bodies.length === 0) return { findings: [finding('requests', 'inconclusive', { first: '' })], evidence };
    const { turns, effort } = await takeTurns(opened, bodies, progress, turnsMs);
    const failed = turns.find(({ candidate }) => candidate.errors > 0)?.candidate.error;
    const judged = opened.champion ? judge({ loads, turns }, limits) : { findings: [alone({ loads, turns })], comparisons: null };
    const errors = failed ? [finding('requests', 'fail', { first: shown(failed) })] : [];
    const grows = opened.candidate.memoryBytes ? [growthFinding(turns, effort, limits.growth)] : [];
    return { findings: [...errors, ...judged.findings, ...grows], evidence: { ...evidence, effort, turns, comparisons: judged.comparisons } };
  } finally {
    await Promise.all([letGo(opened.candidate), letGo(opened.champion)]);
  }
}

/** Loads both again and again, each after the other in turn; the last ones stay. */
async function loadInTurns(open: Performance['open'], progress: Progress): Promise<{ opened: Opened; loads: Sides<Load>[] }> {
  const loads: Sides<Load>[] = [];
  const last = open.champion ? LOADS : LOADS_ALONE;
  for (let turn = 1; ; turn += 1) {
    progress((turn / last) * LOADING_SHARE);
    const first = turn % 2 === 0 && open.champion ? await open.champion() : null;
    const candidate = await open.candidate();
    const champion = first ?? (open.champion ? await open.champion() : null);
    loads.push({ candidate: loadOf(candidate), champion: champion && loadOf(champion) });
    if (turn === last) return { opened: { candidate, champion }, loads };
    await Promise.all([candidate.close(), champion?.close()]);
  }
}
const loadOf = ({ loadMs, grownBytes }: TriedModel): Load => ({ ms: loadMs, megabytes: grownBytes / MB });

/** Those that both answer: what one refuses is no work for it. */
async function answeredBodies({ candidate, champion }: Opened, { requests }: GoldenFile): Promise<string[]> {
  const written = requests.filter(({ error }) => error === undefined).slice(0, BODIES_MAX);
  const made = [0, 1, 2, 3].flatMap((row) => {
    const inputs = madeInputs(candidate, row);
    return inputs ? [bodyOf(inputs)] : [];
  });
  const bodies = written.length > 0 ? written.map(({ inputs }) => bodyOf(inputs)) : made;
  const answered: string[] = [];
  for (const body of bodies) {
    const [own, other] = [await ask(candidate, body), champion && (await ask(champion, body))];
    if (isAnswered(own) && (!other || isAnswered(other))) answered.push(body);
  }
  return answered;
}

async function takeTurns({ candidate, champion }: Opened, bodies: readonly string[], progress: Progress, turnsMs: number) {
  const ms = Math.max(await warmUp(candidate, bodies), champion ? await warmUp(champion, bodies) : 0);
  const effort: Effort = effortFor(ms);
  const turns: Sides<Turn>[] = [];
  const began = performance.now();
  const most = champion ? TURNS : TURNS_MIN;
  while (turns.length < most && (turns.length < TURNS_MIN || performance.now() - began < turnsMs)) {
    progress(LOADING_SHARE + (1 - LOADING_SHARE) * (turns.length / most));
    const first = champion && turns.length % 2 === 1 ? await measureTurn(champion, bodies, effort) : null;
    const own = await measureTurn(candidate, bodies, effort);
    turns.push({ candidate: own, champion: first ?? (champion && (await measureTurn(champion, bodies, effort))) });
  }
  return { turns, effort };
}

function judge({ loads, turns }: Measured, limits: StageLimits) {
  const pairs = <T>(sides: readonly Sides<T>[], value: (side: T) => number): Pair[] =>
    sides.flatMap(({ candidate, champion }) => (champion === null ? [] : [{ candidate: value(candidate), champion: value(champion) }]));
  const slower = (limit: number, floor = limits.slowerMs): Rule => ({ limit, better: 'less', floor });
  const all: readonly (readonly [FindingId, Pair[], Rule])[] = [
    ['p50', pairs(turns, ({ p50 }) => p50), slower(limits.p50)],
    ['p95', pairs(turns, ({ p95 }) => p95), slower(limits.p95)],
    ['p99', pairs(turns, ({ p99 }) => p99), slower(limits.p99)],
    ['throughput', pairs(turns, ({ rate }) => rate), { limit: limits.throughput, better: 'more' }],
    ['load-time', pairs(loads, ({ ms }) => ms), slower(limits.loadTime, LOAD_FLOOR_MS)],
    ['memory', pairs(loads, ({ megabytes }) => megabytes), slower(limits.memory, MEMORY_FLOOR_MB)],
  ];
  const judged = all.map(([id, of, rule]) => ({ id, ...comparisonFinding(id, of, rule) }));
  return { findings: judged.map((each) => each.finding), comparisons: judged.map(({ id, comparison }) => ({ id, ...comparison })) };
}

/** Measured all the same: there are figures, and nothing to hold them against. */
function alone({ loads, turns }: Measured) {
  const median = (values: readonly number[]) =>
    figure(
      quantile(
        values.toSorted((a, b) => a - b),
        0.5,
      ),
    );
  const own = turns.map(({ candidate }) => candidate);
  return finding('champion', 'inconclusive', {
    p50: median(own.map(({ p50 }) => p50)),
    p95: median(own.map(({ p95 }) => p95)),
    p99: median(own.map(({ p99 }) => p99)),
    rate: median(own.map(({ rate }) => rate)),
    load: median(loads.map(({ candidate }) => candidate.ms)),
    memory: median(loads.map(({ candidate }) => candidate.megabytes)),
  });
}
