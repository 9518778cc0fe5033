import { z } from 'zod';
import type { DriftConfig } from '../../../../shared/models/drift-config';
import { columnConfigSchema, columnTypeSchema } from '../../../../shared/models/drift-config';
import type { MeasuredColumn } from '../judge/measured-column';

const count = z.int().nonnegative();
const frozenColumnSchema = z.object({
  name: z.string(),
  type: columnTypeSchema,
  config: columnConfigSchema,
  bins: z.discriminatedUnion('kind', [
    z.object({
      kind: z.literal('edges'),
      edges: z.array(z.number()),
      /** Sums are of whole multiples of `unit` above `origin`, so that they are exact and the same in whatever order rows come. A power of two. */
      origin: z.number(),
      unit: z.number().positive(),
    }),
    z.object({ kind: z.literal('categories'), values: z.array(z.string()) }),
  ]),
  /** The reference, counted in these bins: of categories one more, of all others. */
  reference: z.object({
    rows: count,
    nulls: count,
    notFinite: count,
    counts: z.array(count),
    sigma: z.number().nullable(),
    once: count,
    twice: count,
  }),
});
export type FrozenColumn = z.infer<typeof frozenColumnSchema>;

/** What a reference fixed: bins in which any later rows are counted, and what of the reference lies in them. Saved with a monitor. */
export const frozenBinsSchema = z.object({
  schema: z.literal('pilothouse.drift-bins/1'),
  /** Of the reference's content. */
  digest: z.string(),
  columns: z.array(frozenColumnSchema),
});
export type FrozenBins = z.infer<typeof frozenBinsSchema>;

/** |q| of a value within reach: the square of one is a whole number that a decimal of 18 digits holds. */
export const REACH = 2 ** 29;
/** So that the reach goes once more beyond both ends of the bins. */
const STEPS = 2 ** 28;

/** @param columns of the reference held against itself. Those that cannot be measured are left out. */
export function freezeBins(digest: string, columns: readonly MeasuredColumn[], config: DriftConfig): FrozenBins {
  return { schema: 'pilothouse.drift-bins/1', digest, columns: columns.flatMap((column) => freezeColumn(column, config)) };
}

function freezeColumn(
  { name, type, bins, counts, rows, missing, notFinite, values, newCategories, fault }: MeasuredColumn,
  config: DriftConfig,
): FrozenColumn[] {
  if (fault || !bins || !type) return [];
  const isOpen = bins.kind === 'categories' && !bins.other;
  return [
    {
      name,
      type,
      config: config.of[name] ?? {},
      bins:
        bins.kind === 'edges' ? { kind: 'edges', edges: bins.edges, ...gridOf(bins.edges, type === 'integer') } : { kind: 'categories', values: bins.values },
      reference: {
        rows: rows.reference,
        nulls: missing.reference - notFinite.reference,
        notFinite: notFinite.reference,
        counts: isOpen ? [...counts.reference, 0] : [...counts.reference],
        sigma: values?.sigma ?? null,
        once: newCategories?.once ?? 0,
        twice: newCategories?.twice ?? 0,
      },
    },
  ];
}

/** Whole numbers are summed as they are where the reach allows it. */
export function gridOf(edges: readonly number[], isWhole: boolean): { origin: number; unit: number } {
  const [origin = 0, last = 0] = [edges[0], edges.at(-1)];
  const span = last - origin;
  const least = isWhole ? 1 : Number.MIN_VALUE;
  if (!Number.isFinite(span) || !(span > 0)) return { origin, unit: Number.isFinite(span) ? 1 : 2 ** 996 };
  return { origin, unit: Math.max(least, 2 ** Math.max(-1_022, Math.ceil(Math.log2(span / STEPS)))) };
}
