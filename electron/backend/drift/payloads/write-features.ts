import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { writeWide } from '../../lib/wide-json';
import { identifier, literal, pathLiteral } from '../../tables/sql';
import type { BodyRows } from './body-rows';
import { columnNames, META, TypeGuess } from './feature-columns';
import type { ReadingJob } from './reading-job';

/** A request with its answer. */
export type Pair = {
  readonly id: string;
  /** When it was predicted, epoch ms. */
  readonly time: number;
  readonly revision: string | null;
  readonly request: BodyRows;
  /** Null: there is no answer to each row. */
  readonly response: BodyRows | null;
};

const LINES_AT_ONCE = 1_000;
/** DuckDB's buffers for reading hold two lines of the length that it is told; below that, reading slows down. */
const LINE_BYTES_MIN = 2 ** 20;
/** UTF-8 has at most so many for a unit of UTF-16. */
const BYTES_PER_UNIT = 3;

type Found = Map<string, { readonly place: number; readonly type: TypeGuess }>;

/** Gathers pairs as lines of JSON aside, and makes one Parquet table of them, with a row for each row of each request. */
export class FeatureWriter {
  readonly #sides: { readonly in: Found; readonly out: Found } = { in: new Map(), out: new Map() };
  #lines: string[] = [];
  #places = 0;
  #rows = 0;
  #longest = 0;

  private constructor(
    private readonly handle: FileHandle,
    private readonly aside: string,
  ) {}

  /** `path`: where the table shall be. */
  static async begin(path: string): Promise<FeatureWriter> {
    const aside = `${path}.lines`;
    return new FeatureWriter(await open(aside, 'w', 0o600), aside);
  }

  async add({ id, time, revision, request, response }: Pair): Promise<void> {
    const fields = [...this.#fields('in', request), ...(response ? this.#fields('out', response) : [])];
    for (let row = 0; row < request.rows; row++) {
      const cells = fields.map(({ place, values }) => `"f${place}":${writeWide(values[row] ?? null)}`);
      const line = `{"id":${JSON.stringify(id)},"row":${row},"time":${time},"revision":${JSON.stringify(revision)}${cells.map((cell) => `,${cell}`).join('')}}\n`;
      this.#longest = Math.max(this.#longest, line.length);
      this.#lines.push(line);
    }
    this.#rows += request.rows;
    if (this.#lines.length >= LINES_AT_ONCE) await this.#flush();
  }

  /** It is whole at `path`, or not there. @returns its rows; null: there are none, and no table. @throws whatever DuckDB says */
  async end(job: ReadingJob, path: string): Promise<number | null> {
    await this.#flush();
    await this.handle.close();
    try {
      if (this.#rows === 0) return null;
      await job.rows(this.#copy(path));
      await rename(`${path}.part`, path);
      return this.#rows;
    } finally {
      await rm(this.aside, { force: true });
      await rm(`${path}.part`, { force: true });
    }
  }

  async abandon(): Promise<void> {
    await this.handle.close().catch(() => undefined);
    await rm(this.aside, { force: true });
  }

  #fields(side: 'in' | 'out', { columns }: BodyRows): { place: number; values: readonly unknown[] }[] {
    return [...columns].map(([name, values]) => {
      const found = this.#sides[side].get(name) ?? { place: this.#places++, type: new TypeGuess() };
      this.#sides[side].set(name, found);
      for (const value of values) found.type.see(value);
      return { place: found.place, values };
    });
  }

  #copy(path: string): string {
    const { in: ins, out: outs } = this.#sides;
    const names = columnNames([...ins.keys()], [...outs.keys()]);
    const found = [...ins.values(), ...outs.values()];
    const types = found.map(({ place, type }) => `f${place}: ${literal(type.type)}`);
    const schema = ["id: 'VARCHAR'", "row: 'INTEGER'", "time: 'DOUBLE'", "revision: 'VARCHAR'", ...types].join(', ');
    const columns = [...names.inputs, ...names.outputs].map((name, at) => `f${found[at]?.place} AS ${identifier(name)}`);
    const meta = [
      `id AS ${identifier(META.request)}`,
      `row AS ${identifier(META.row)}`,
      `make_timestamp((time * 1000)::BIGINT) AS ${identifier(META.time)}`,
      `revision AS ${identifier(META.revision)}`,
    ];
    const lineBytes = Math.max(LINE_BYTES_MIN, BYTES_PER_UNIT * this.#longest);
    const from = `read_json(${pathLiteral(this.aside)}, format = 'newline_delimited', columns = {${schema}}, maximum_object_size = ${lineBytes})`;
    const kept = `KV_METADATA {predictions: ${literal(JSON.stringify(names.outputs))}}`;
    return `COPY (SELECT ${[...meta, ...columns].join(', ')} FROM ${from}) TO ${literal(`${path}.part`)} (FORMAT parquet, COMPRESSION zstd, ${kept})`;
  }

  async #flush(): Promise<void> {
    const lines = this.#lines;
    this.#lines = [];
    if (lines.length > 0) await this.handle.write(lines.join(''));
  }
}
