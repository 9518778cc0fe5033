import type { DuckDBConnection } from '@duckdb/node-api';
import type { AbortSignalLike } from '../../../../shared/api/verb';
import type { DriftConfig } from '../../../../shared/models/drift-config';
import type { DriftReason, ReportSide } from '../../../../shared/models/drift-report';
import { duckFailure } from '../../tables/duck-failure';
import type { DriftProgress, Tables } from '../judge-drift';
import { type MeasuredColumn, unmeasured } from '../judge/measured-column';
import { type ColumnPlan, planColumns, type Unplanned } from './column-plan';
import { type CategoryColumn, countCategories, DISTINCT_MAX } from './count-categories';
import { countFine, type FineColumn, fineEdges } from './fine-numbers';
import { FrozenColumns } from './frozen';
import { measureCategories } from './measure-categories';
import { measureFine } from './measure-fine';
import { measureNumbers } from './measure-numbers';
import { interrupted } from './interrupted';
import { type DuckLimits, withDuck } from './open-duck';
import { type NumberColumn, readNumbers } from './read-numbers';
import { sameStill, sideDigest, sideFiles, sideNames } from './side-files';
import { openSide, type SideTable } from './side-table';
import { Scratch } from './sort-numbers';

export type Scanned = { readonly columns: readonly MeasuredColumn[]; readonly reference: ReportSide; readonly current: ReportSide };
export type ScanOptions = {
  readonly signal?: AbortSignalLike | undefined;
  readonly onProgress?: ((progress: DriftProgress) => void) | undefined;
  readonly cache?: string | undefined;
  readonly temporary?: string | undefined;
  readonly limits?: DuckLimits | undefined;
  /** For tests: what is too much to be held. */
  readonly heldBytes?: number | undefined;
};

/** More values of a column than that are not held at all, but counted as they come. With what sorts them they are half as much again. */
const HELD_MAX_BYTES = 2 ** 28;
/** Values that are held at a time: columns are read together as long as theirs are no more. */
const HELD_BYTES = 48 * 2 ** 20;
const FINE_AT_ONCE = 100;

/** Reads both sides and counts each column in bins that the reference fixes. What is wrong with a column is said of it alone. */
export async function scanSides(reference: Tables, current: Tables, config: DriftConfig, options: ScanOptions = {}): Promise<Scanned> {
  const { signal, temporary, limits } = options;
  const [one, two] = [await sideFiles(reference, signal), await sideFiles(current, signal)];
  const digests = [await sideDigest(one, signal), await sideDigest(two, signal)] as const;
  const files = [...one.files, ...two.files].map(({ path }) => path);
  return withDuck({ ...limits, files, bytes: one.bytes + two.bytes, temporary }, (connection) =>
    interrupted(connection, signal, files[0] ?? '', async () => {
      const sides = {
        reference: await openSide(connection, one, reference.slice, 'reference_rows'),
        current: await openSide(connection, two, current.slice, 'current_rows'),
      };
      const { version } = await import('@duckdb/node-api');
      const frozen = new FrozenColumns(options.cache, version());
      const scan = new Scan(connection, sides, config, options, frozen, [digests[0].digest, JSON.stringify(reference.slice ?? null)]);
      const columns = await scan.run();
      await Promise.all([sameStill(one), sameStill(two)]);
      await frozen.tidy();
      const side = async (name: string, which: keyof typeof sides, digest: (typeof digests)[0], listed: typeof one): Promise<ReportSide> => ({
        name,
        ...digest,
        rows: columns.find(({ fault }) => !fault)?.rows[which] ?? (await sides[which].rows()).rows,
        files: sideNames(listed),
      });
      return { columns, reference: await side(reference.name, 'reference', digests[0], one), current: await side(current.name, 'current', digests[1], two) };
    }),
  );
}

type Side = 'reference' | 'current';
type Read<T> = { readonly reference: T; readonly current: T };

class Scan {
  readonly #scratch = new Scratch();
  readonly #done = new Map<string, MeasuredColumn>();
  #isFine = false;

  constructor(
    private readonly connection: DuckDBConnection,
    private readonly sides: Readonly<Record<Side, SideTable>>,
    private readonly config: DriftConfig,
    private readonly options: ScanOptions,
    private readonly frozen: FrozenColumns,
    private readonly content: readonly string[],
  ) {}

  async run(): Promise<MeasuredColumn[]> {
    const plans = planColumns(this.config, this.sides.reference, this.sides.current);
    const planned = plans.filter((plan): plan is ColumnPlan => !('fault' in plan));
    const parts = [
      ...(await this.#batches(planned.filter(({ reading }) => reading !== 'categories'))),
      planned.filter(({ reading }) => reading === 'categories'),
    ];
    const total = Math.max(1, planned.length);
    let before = 0;
    for (const part of parts) {
      const heard = (side: Side, done: number) =>
        this.options.onProgress?.({ step: side, part: Math.min(1, (before + ((side === 'current' ? 1 : 0) + done) * 0.5 * part.length) / total) });
      await this.#together(part, heard);
      before += part.length;
    }
    return Promise.all(
      plans.map(async (plan) =>
        'fault' in plan ? this.#without(plan) : (this.#done.get(plan.name) ?? this.#without({ ...plan, fault: { id: 'column-unread', values: { text: '' } } })),
      ),
    );
  }

  /** So many columns of numbers together as may be held. */
  async #batches(plans: readonly ColumnPlan[]): Promise<ColumnPlan[][]> {
    if (plans.length === 0) return [];
    const rows = (await this.sides.reference.rows()).rows + (await this.sides.current.rows()).rows;
    this.#isFine = rows * 8 > (this.options.heldBytes ?? HELD_MAX_BYTES);
    const atOnce = this.#isFine ? FINE_AT_ONCE : Math.max(1, Math.floor(HELD_BYTES / (8 * Math.max(1, rows))));
    return Array.from({ length: Math.ceil(plans.length / atOnce) }, (_, at) => plans.slice(at * atOnce, (at + 1) * atOnce));
  }

  /** One that cannot be read makes the others be read without it. */
  async #together(plans: readonly ColumnPlan[], heard: (side: Side, part: number) => void): Promise<void> {
    if (plans.length === 0) return;
    try {
      for (const column of await this.#read(plans, heard)) this.#done.set(column.name, column);
    } catch (error) {
      const said = duckFailure(error, { source: '' });
      if (this.options.signal?.aborted || said.failure.code !== 'invalid') throw error;
      if (plans.length > 1) for (const plan of plans) await this.#together([plan], heard);
      else
        for (const plan of plans)
          this.#done.set(plan.name, await this.#without({ ...plan, fault: { id: 'column-unread', values: { text: said.failure.detail.text ?? '' } } }));
    }
  }

  #read(plans: readonly ColumnPlan[], heard: (side: Side, part: number) => void): Promise<MeasuredColumn[]> {
    if (plans[0]?.reading === 'categories') return this.#categories(plans, heard);
    return this.#isFine ? this.#fine(plans, heard) : this.#numbers(plans, heard);
  }

  async #fine(plans: readonly ColumnPlan[], heard: (side: Side, part: number) => void): Promise<MeasuredColumn[]> {
    const { signal } = this.options;
    const sql = (plan: ColumnPlan, side: Side) => (plan.reading === 'integers' ? `(${plan[side]})::DOUBLE` : plan[side]);
    const also = (plan: ColumnPlan) => [...(plan.config.edges ?? [])];
    const what = (plan: ColumnPlan) => [...this.#what(plan), 'fine', JSON.stringify(also(plan))];
    const read = async (side: Side, which: readonly ColumnPlan[], edges: readonly (Float64Array | undefined)[]): Promise<FineColumn[]> => {
      if (which.length === 0) return [];
      const { from, rows } = await this.sides[side].rows();
      const columns = which.map((plan, at) => ({ sql: sql(plan, side), edges: edges[at] ?? new Float64Array(0) }));
      return countFine(this.connection, from, columns, { signal, heard: (done) => heard(side, done / Math.max(1, rows)) });
    };
    const kept = await Promise.all(plans.map((plan) => this.frozen.fine(what(plan))));
    const missing = plans.filter((_, at) => !kept[at]);
    let fresh: FineColumn[] = [];
    if (missing.length > 0) {
      const { from, rows } = await this.sides.reference.rows();
      const expressions = missing.map((plan) => sql(plan, 'reference'));
      fresh = await read('reference', missing, await fineEdges(this.connection, from, expressions, { rows, also: missing.map(also), signal }));
      for (const [at, plan] of missing.entries()) if (fresh[at]) await this.frozen.keepFine(what(plan), fresh[at]);
    }
    const references = plans.map((plan, at) => kept[at] ?? fresh[missing.indexOf(plan)]);
    const currents = await read(
      'current',
      plans,
      references.map((column) => column?.edges),
    );
    return plans.flatMap((plan, at) => {
      const both = { reference: references[at], current: currents[at] };
      return isBoth(both) ? [measureFine(plan, this.config, both.reference, both.current)] : [];
    });
  }

  async #numbers(plans: readonly ColumnPlan[], heard: (side: Side, part: number) => void): Promise<MeasuredColumn[]> {
    const kept = await Promise.all(plans.map((plan) => this.frozen.numbers(this.#what(plan))));
    const missing = plans.filter((_, at) => !kept[at]);
    const read = async (side: Side, which: readonly ColumnPlan[], bases?: readonly bigint[]): Promise<NumberColumn[]> => {
      if (which.length === 0) return [];
      const { from, rows } = await this.sides[side].rows();
      const readings = which.map((plan, at) => ({ sql: plan[side], isWide: plan.reading === 'integers', base: bases?.[at] }));
      return readNumbers(this.connection, from, readings, {
        rows,
        scratch: this.#scratch,
        signal: this.options.signal,
        heard: (done) => heard(side, done / Math.max(1, rows)),
      });
    };
    const fresh = await read('reference', missing);
    const references = plans.map((plan, at) => kept[at] ?? fresh[missing.indexOf(plan)]);
    for (const [at, plan] of missing.entries()) {
      const column = fresh[at];
      if (column) await this.frozen.keepNumbers(this.#what(plan), column);
    }
    const currents = await read(
      'current',
      plans,
      references.map((column) => column?.base ?? 0n),
    );
    const measured = plans.flatMap((plan, at) => {
      const both = { reference: references[at], current: currents[at] };
      return isBoth(both) ? [measureNumbers(plan, this.config, both.reference, both.current)] : [];
    });
    for (const { sorted } of [...fresh, ...currents]) this.#scratch.give(new Float64Array(sorted.buffer));
    return measured;
  }

  async #categories(plans: readonly ColumnPlan[], heard: (side: Side, part: number) => void): Promise<MeasuredColumn[]> {
    const kept = await Promise.all(plans.map((plan) => this.frozen.categories(this.#what(plan))));
    const missing = plans.filter((_, at) => !kept[at]);
    const read = async (side: Side, which: readonly ColumnPlan[]): Promise<(CategoryColumn | null)[]> => {
      if (which.length === 0) return [];
      const { from } = await this.sides[side].rows();
      const { signal } = this.options;
      return countCategories(
        this.connection,
        from,
        which.map((plan) => plan[side]),
        { signal, heard: (done) => heard(side, done / which.length) },
      );
    };
    const fresh = await read('reference', missing);
    for (const [at, plan] of missing.entries()) {
      const column = fresh[at];
      if (column) await this.frozen.keepCategories(this.#what(plan), column);
    }
    const currents = await read('current', plans);
    return Promise.all(
      plans.map(async (plan, at) => {
        const both = { reference: kept[at] ?? fresh[missing.indexOf(plan)], current: currents[at] };
        return isBoth(both)
          ? measureCategories(plan, this.config, both.reference, both.current)
          : this.#without({ ...plan, fault: { id: 'too-many-categories', values: { limit: DISTINCT_MAX } } });
      }),
    );
  }

  #what = ({ name, reference, reading }: ColumnPlan): string[] => [...this.content, name, reading, reference];

  /** What is known of one that cannot be measured. */
  async #without({ name, type, fault }: Unplanned & { readonly fault: DriftReason }): Promise<MeasuredColumn> {
    const rows = { reference: (await this.sides.reference.rows()).rows, current: (await this.sides.current.rows()).rows };
    return unmeasured({ name, type, rows, fault });
  }
}

const isBoth = <T>(both: { reference: T | null | undefined; current: T | null | undefined }): both is Read<T> =>
  both.reference !== null && both.reference !== undefined && both.current !== null && both.current !== undefined;
