import { z } from 'zod';
import { AppError, failure } from '../../../shared/models/failure';
import { DEFAULT_LIMITS, StageLimits } from '../../../shared/models/stage';

const shape = z.array(z.number().int().positive()).max(32);
const data = z.array(z.unknown()).max(1_000_000);

/** How far a number may be from what is written: by so much, or by that share of it. Of floating point alone; all else must be the same. */
export const Tolerance = z.strictObject({ absolute: z.number().nonnegative().default(1e-5), relative: z.number().nonnegative().default(1e-4) });
export type Tolerance = z.infer<typeof Tolerance>;

const GoldenInput = z.strictObject({ name: z.string(), datatype: z.string(), shape, data, parameters: z.record(z.string(), z.unknown()).optional() });
export type GoldenInput = z.infer<typeof GoldenInput>;

const GoldenRequest = z
  .strictObject({
    name: z.string().min(1).max(200),
    inputs: z.array(GoldenInput).max(1_000),
    /** What must come back; outputs that are not named here may be anything that is a number. */
    outputs: z
      .array(z.strictObject({ name: z.string(), datatype: z.string().optional(), shape: shape.optional(), data }))
      .max(1_000)
      .optional(),
    /** It must be refused as the caller's mistake, with this text in the error. */
    error: z.string().max(500).optional(),
    tolerance: Tolerance.optional(),
  })
  .refine(({ outputs, error }) => outputs === undefined || error === undefined, 'has outputs and an error: it can be answered or refused');
export type GoldenRequest = z.infer<typeof GoldenRequest>;

export const GoldenFile = z.strictObject({
  requests: z.array(GoldenRequest).max(10_000),
  tolerance: Tolerance.default({ absolute: 1e-5, relative: 1e-4 }),
  limits: StageLimits.partial().default({}),
});
export type GoldenFile = z.infer<typeof GoldenFile>;

export const NO_GOLDEN: GoldenFile = { requests: [], tolerance: { absolute: 1e-5, relative: 1e-4 }, limits: {} };

export function limitsOf({ limits }: GoldenFile): StageLimits {
  const given = Object.fromEntries(Object.entries(limits).filter(([, value]) => value !== undefined));
  return { ...DEFAULT_LIMITS, ...given };
}

/** @throws AppError `invalid` `golden-malformed`, with the place */
export function parseGolden(file: string, text: string): GoldenFile {
  const malformed = (where: string) => new AppError(failure('invalid', { reason: 'golden-malformed', text: where, values: { file } }));
  let raw: unknown;
  try {
    raw = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    throw malformed(error instanceof Error ? error.message : String(error));
  }
  const parsed = GoldenFile.safeParse(raw);
  if (parsed.success) return parsed.data;
  const [first] = parsed.error.issues;
  throw malformed(`${first?.path.join('.') || 'the file'}: ${first?.message ?? ''}`);
}
