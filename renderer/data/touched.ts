import type { EventOf, RequestName } from '../../shared/api/api';
import type { CHANGE_TOPICS } from '../../shared/api/changes';

export type Topic = (typeof CHANGE_TOPICS)[number];
/** What is not as it was. Null: all of the topic. */
export type Changes = ReadonlyMap<Topic, ReadonlySet<string> | null>;

/** Names of runs, datasets, models and services that an answer is about; [] where it is about all of them. */
type About = (input: Readonly<Record<string, unknown>>) => readonly string[];
const none: About = () => [];
const one =
  (field: string): About =>
  (input) => [String(input[field])];
const listed: About = ({ runs }) => (Array.isArray(runs) ? runs.map(String) : []);

/** Which answers a topic makes old. `runs.keys` is not among them: it looks at every metric there is, and is asked when it is shown. */
const TOUCHED: Readonly<Record<Topic, Partial<Record<RequestName, About>>>> = {
  projects: { 'projects.list': none },
  runs: {
    'experiments.list': none,
    'runs.search': none,
    'runs.get': one('run'),
    'runs.series': one('run'),
    'runs.metrics': one('run'),
    'runs.artifacts': one('run'),
    'runs.compare': listed,
  },
  datasets: { 'data.list': none, 'data.get': one('name'), 'data.version': one('name') },
  models: {
    'models.list': none,
    'models.sweep': none,
    'models.get': one('model'),
    'models.version': one('model'),
    'models.compare': one('model'),
  },
  services: { 'address.get': none, 'services.list': none, 'services.get': one('service') },
  stages: { 'stages.list': one('model') },
  settings: {}, // whoever leaves the app is asked by them; the page reads its own
  lineage: { 'lineage.graph': none, 'lineage.impact': none, 'lineage.path': none, 'lineage.search': none },
};

/** Adds what came to what waits. */
export function gathered(waiting: Changes, topics: EventOf<'changes.watch'>['topics']): Changes {
  const next = new Map(waiting);
  for (const { topic, ids } of topics) {
    const before = next.get(topic);
    next.set(topic, ids === null || before === null ? null : new Set([...(before ?? []), ...ids]));
  }
  return next;
}

/** Whether an answer may be old now. `key` is the verb and its input. A version of a model is named `model@version`. */
export function isTouched(key: readonly unknown[], connection: string, changes: Changes): boolean {
  const [verb, input] = key;
  if (typeof verb !== 'string' || typeof input !== 'object' || input === null) return false;
  const fields = input as Readonly<Record<string, unknown>>; // an object, as was just seen
  if (fields['connection'] !== connection) return false;
  for (const [topic, ids] of changes) {
    const about = TOUCHED[topic][verb as RequestName]; // a string that is no verb finds nothing
    if (!about) continue;
    const names = about(fields);
    if (ids === null || names.length === 0) return true;
    if (names.some((name) => ids.has(name) || [...ids].some((id) => id.startsWith(`${name}@`)))) return true;
  }
  return false;
}
