import { z } from 'zod';
import type { Log } from '../../../backend/lib/log';
import type { LineageKey } from '../../../../shared/models/lineage';
import type { RunState } from '../../../../shared/models/run';
import type { Records, RecordedInput, Registry } from '../../contract';
import type { Lineage } from '../lineage';
import { EventLog } from './event-log';
import { type DataTold, type EventType, runEvent } from './run-event';
import { fieldsOf } from './told-schema';

/** Changes of one run come together: they are looked at together. */
const GATHER_MS = 200;
const ENDS: Readonly<Partial<Record<RunState, EventType>>> = { finished: 'COMPLETE', failed: 'FAIL', killed: 'ABORT' };
const COMMIT = 'mlflow.source.git.commit';

export type WrittenRun = {
  readonly state: RunState;
  readonly experiment: string;
  readonly startedAt: number | null;
  readonly endedAt: number | null;
};

export type EventWriterRooms = {
  readonly registry: Registry;
  readonly lineage: Lineage;
  readonly records: Pick<Records, 'inputsOf' | 'tagsOf' | 'onRun'>;
  /** Null: there is none of that id. */
  readonly findRun: (run: string) => WrittenRun | null;
  /** Its last words, where it failed. */
  readonly errorOf: (run: string) => { readonly message: string; readonly language: string } | null;
  readonly folder: string;
  /** Of Pilothouse. */
  readonly version: string;
  /** Of the workspace. */
  readonly namespace: string;
  readonly log: Log;
  readonly now: () => number;
};

const Written = z.object({ run: z.string(), ended: z.number(), outputs: z.number() });

/**
 * Follows runs: what they read becomes facts, and each start and end an event of OpenLineage in a file. An end that the last engine did
 * not write any more is written by the next one; at the worst an event stands there twice.
 */
export class EventWriter {
  readonly #rooms: EventWriterRooms;
  readonly #events: EventLog;
  readonly #waiting = new Set<string>();
  readonly #stops: (() => void)[];
  #timer: NodeJS.Timeout | undefined;

  constructor(rooms: EventWriterRooms) {
    this.#rooms = rooms;
    this.#events = new EventLog(rooms.folder);
    const { records, lineage } = rooms;
    this.#stops = [
      records.onRun((run, what) => what !== 'metrics' && this.#look(run)),
      lineage.onFact(({ from, relation }) => {
        if (relation === 'produced' || relation === 'wrote') this.#look(from.id);
      }),
    ];
    for (const run of this.#unended()) this.#look(run);
  }

  /** Writes what waits. */
  close(): void {
    for (const stop of this.#stops) stop();
    this.#lookAtAll();
  }

  #look(run: string): void {
    this.#waiting.add(run);
    this.#timer ??= setTimeout(() => this.#lookAtAll(), GATHER_MS);
  }

  #lookAtAll(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const runs = [...this.#waiting];
    this.#waiting.clear();
    for (const run of runs) {
      try {
        this.#follow(run);
      } catch (error) {
        this.#rooms.log.warn('what a run did could not be written as an event', { run, text: String(error) }); // with its next change, or the next engine
      }
    }
  }

  #follow(run: string): void {
    const { registry, findRun, now } = this.#rooms;
    const found = findRun(run);
    if (!found || found.state === 'queued') return;
    const inputs = this.#inputsOf(run);
    const outputs = this.#outputsOf(run);
    const startedAt = found.startedAt ?? now();
    if (inputs.length > 0)
      registry.write(() => {
        for (const { name, version } of inputs) this.#addRead(run, `${name}@${version}`, startedAt);
      });
    const written = this.#writtenOf(run);
    if (!written) this.#write({ run, found, type: 'START', at: startedAt, inputs, outputs: [] }, { run, ended: 0, outputs: 0 });
    const end = ENDS[found.state];
    if (!end) return;
    const at = found.endedAt ?? now();
    if (!written?.ended) this.#write({ run, found, type: end, at, inputs, outputs }, { run, ended: 1, outputs: outputs.length });
    // Registered after its end.
    else if (outputs.length > written.outputs)
      this.#write({ run, found, type: 'OTHER', at: now(), inputs: [], outputs }, { run, ended: 1, outputs: outputs.length });
  }

  #addRead(run: string, id: string, at: number): void {
    this.#rooms.lineage.add({ from: { kind: 'dataset-version', id }, to: { kind: 'run', id: run }, relation: 'reads', at });
  }

  #write(
    { run, found, type, at, inputs, outputs }: { run: string; found: WrittenRun; type: EventType; at: number; inputs: DataTold[]; outputs: DataTold[] },
    written: z.infer<typeof Written>,
  ): void {
    const { records, namespace, errorOf, registry, version: by } = this.#rooms;
    const commit = records.tagsOf(run)[COMMIT];
    const tags = commit === undefined ? {} : { 'git.commit': commit };
    const error = type === 'FAIL' ? errorOf(run) : null;
    this.#events.append(runEvent({ by, run, type, at, namespace, job: found.experiment, inputs, outputs, tags, error }), at);
    registry.database
      .prepare('INSERT INTO event_written VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET ended = excluded.ended, outputs = excluded.outputs')
      .run(written.run, written.ended, written.outputs);
  }

  #inputsOf(run: string): DataTold[] {
    return this.#rooms.records.inputsOf(run).map(toldInput);
  }

  #outputsOf(run: string): DataTold[] {
    const facts = this.#rooms.lineage.factsOf({ kind: 'run', id: run }).filter(({ from, until }) => from.id === run && until === null);
    return facts.flatMap(({ to, relation }) => (relation === 'produced' || relation === 'wrote' ? [toldOutput(to)] : []));
  }

  #writtenOf(run: string): z.infer<typeof Written> | undefined {
    const row: unknown = this.#rooms.registry.database.prepare('SELECT * FROM event_written WHERE run = ?').get(run);
    return row === undefined ? undefined : Written.parse(row);
  }

  #unended(): string[] {
    const rows = this.#rooms.registry.database.prepare('SELECT * FROM event_written WHERE ended = 0').all();
    return z
      .array(Written)
      .parse(rows)
      .map(({ run }) => run);
  }
}

/** What our registry does not hold is told apart by its digest, as its client said it. */
const toldInput = ({ name, digest, version, schema }: RecordedInput): DataTold => ({
  name,
  version: version ?? digest,
  isModel: false,
  fields: schema === null ? null : fieldsOf(schema),
});

function toldOutput({ kind, id }: LineageKey): DataTold {
  const at = id.lastIndexOf('@');
  return { name: id.slice(0, at), version: id.slice(at + 1), isModel: kind === 'model-version', fields: null };
}
