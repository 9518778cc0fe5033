import { z } from 'zod';
import { type LineageKey, lineageRef, type Relation } from '../../../../shared/models/lineage';
import type { ImportRefusal } from '../../../../shared/api/lineage';
import type { Thing } from '../thing-store';
import { EVENT_TYPES, fromUuid } from './run-event';

// Pure: what an event from elsewhere says, as facts. It may say anything: nothing is believed but names, times and who read and wrote what.

const NAME_MAX = 400;
const VERSION_MAX = 200;
/** An event with more is no run of anybody. */
const DATA_MAX = 2_000;
/** A job without a run ties each input to each output. */
const TIES_MAX = 1_000;
const ID_MAX = 512;

const name = z
  .string()
  .min(1)
  .max(NAME_MAX)
  .regex(/^[^\p{Cc}]+$/u);
const version = z
  .string()
  .min(1)
  .max(VERSION_MAX)
  .regex(/^[^\p{Cc}]+$/u);
const Data = z.object({
  namespace: name,
  name,
  facets: z
    .object({
      version: z.object({ datasetVersion: version }).optional().catch(undefined),
      datasetType: z.object({ datasetType: z.string() }).optional().catch(undefined),
    })
    .nullish()
    .catch(undefined),
});
type Data = z.infer<typeof Data>;
const datasets = z
  .array(Data)
  .max(DATA_MAX)
  .nullish()
  .transform((list) => list ?? []);
const base = { eventTime: z.iso.datetime({ offset: true, local: true }), inputs: datasets, outputs: datasets };
const Job = z.object({ namespace: name, name });
const RunEvent = z.object({ ...base, eventType: z.enum(EVENT_TYPES).nullish().catch(undefined), run: z.object({ runId: z.guid() }), job: Job });
const JobEvent = z.object({ ...base, job: Job, run: z.undefined().optional() });
const DatasetEvent = z.object({ eventTime: base.eventTime, dataset: Data, job: z.undefined().optional(), run: z.undefined().optional() });

export type EventFacts = { readonly facts: readonly Omit<Relation, 'until'>[]; readonly things: readonly Thing[] };
export type Around = {
  /** Of this workspace: what is in it is ours. */
  readonly namespace: string;
  /** Whether a run is one of ours, of which nobody else tells us anything. */
  readonly isOurRun: (run: string) => boolean;
};
const NOTHING: EventFacts = { facts: [], things: [] };
const STATES: Readonly<Record<string, Thing['state']>> = { COMPLETE: 'good', FAIL: 'bad', ABORT: 'bad', START: 'busy', RUNNING: 'busy' };

/** What an event says, or why it is not believed. */
export function eventFacts(raw: unknown, around: Around): EventFacts | ImportRefusal {
  const run = RunEvent.safeParse(raw);
  if (run.success) return ofRun(run.data, around);
  const job = JobEvent.safeParse(raw);
  if (job.success) return ofJob(job.data, around);
  return DatasetEvent.safeParse(raw).success ? NOTHING : 'not-an-event';
}

function ofRun({ eventTime, eventType, run, job, inputs, outputs }: z.infer<typeof RunEvent>, { namespace, isOurRun }: Around): EventFacts | ImportRefusal {
  const id = fromUuid(run.runId);
  if (isOurRun(id)) return NOTHING;
  if (outputs.some((data) => data.namespace === namespace)) return 'ours';
  const at = Date.parse(eventTime);
  const node = { kind: 'run', id } as const;
  const data = [...inputs, ...outputs].map((each) => thingOf(each, namespace, at));
  if (data.some(({ id: own }) => own.length > ID_MAX)) return 'name-too-long';
  const read = data.slice(0, inputs.length).map((from) => ({ from: keyOf(from), to: node, relation: 'reads' as const, at }));
  const made = data
    .slice(inputs.length)
    .map((to) => ({ from: node, to: keyOf(to), relation: to.kind === 'model-version' ? ('produced' as const) : ('wrote' as const), at }));
  const state = STATES[eventType ?? ''] ?? 'unknown';
  return { facts: [...read, ...made], things: [{ ...node, title: job.name, detail: job.namespace, at, state }, ...data] };
}

function ofJob({ eventTime, inputs, outputs }: z.infer<typeof JobEvent>, { namespace }: Around): EventFacts | ImportRefusal {
  if (outputs.some((data) => data.namespace === namespace)) return 'ours';
  if (inputs.length * outputs.length > TIES_MAX) return 'too-many';
  const at = Date.parse(eventTime);
  const [from, to] = [inputs, outputs].map((list) => list.map((each) => thingOf(each, namespace, at)));
  const things = [...(from ?? []), ...(to ?? [])];
  if (things.some(({ id }) => id.length > ID_MAX)) return 'name-too-long';
  const pairs = (from ?? []).flatMap((one) => (to ?? []).map((other) => ({ from: keyOf(one), to: keyOf(other), relation: 'derived' as const, at })));
  return { facts: pairs.filter((pair) => lineageRef(pair.from) !== lineageRef(pair.to)), things };
}

/** Ours is named as we name it; what lies elsewhere bears its namespace, which no name of ours can look like. */
function thingOf({ namespace, name: own, facets }: Data, ours: string, at: number): Thing {
  const found = facets?.version?.datasetVersion;
  const isModel = facets?.datasetType?.datasetType === 'MODEL';
  const place = namespace === ours ? own : `${namespace}:/${own}`;
  return {
    kind: isModel ? 'model-version' : 'dataset-version',
    id: found === undefined ? place : `${place}@${found}`,
    title: own,
    detail: found ?? namespace,
    at,
    state: 'none',
  };
}

const keyOf = ({ kind, id }: Thing): LineageKey => ({ kind, id });
