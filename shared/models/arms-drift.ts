import { z } from 'zod';
import { WorstColumn } from './drift-monitor';
import { driftVerdictSchema } from './drift-report';
import { EntityKey } from './entity';
import { Failure } from './failure';

// A candidate held against the stable revision in the bins and by the rules of a monitor. Too little data is insufficient, never good.

const count = z.number().int().nonnegative();
const at = z.number().int();
const both = <Of extends z.ZodType>(of: Of) => z.object({ stable: of, candidate: of });

/** Why a monitor cannot hold the arms apart, or not yet. */
export const ARMS_OPEN = [
  'closed', // what it reads is not open
  'never-looked', // its reference has fixed no bins yet
  'unread', // what it reads could not be read
  'slow', // it took too long for whoever waited
  'no-rows', // no row since the split was set
  'not-told-apart', // rows, and none of them names a revision of this delivery
  'no-candidate',
  'no-stable',
  'few-rows', // of an arm, fewer than are judged
  'undecided', // a column that cannot be judged, or chance may have made what was found
] as const;
export const ArmsOpen = z.enum(ARMS_OPEN);
export type ArmsOpen = z.infer<typeof ArmsOpen>;

/** Inputs, or predictions: judged apart, each as one report. */
export const ArmsSide = z.object({
  role: z.enum(['input', 'prediction']),
  verdict: driftVerdictSchema,
  columns: count,
  drifted: count,
  insufficient: count,
  /** The column that is furthest on the way to its threshold, or beyond it. */
  furthest: WorstColumn.nullable(),
  /** How often, at most, it is called drifted where both arms are alike; null where nothing was judged. */
  falseAlarms: z.number().nullable(),
  /** The worst first; of many, those alone. */
  worst: z.array(z.object({ name: z.string(), verdict: driftVerdictSchema, ratio: z.number().nullable() })),
});
export type ArmsSide = z.infer<typeof ArmsSide>;

/** What one monitor says of both arms. */
export const ArmsDrift = z.object({
  monitor: EntityKey,
  name: z.string(),
  version: z.number().int(),
  verdict: driftVerdictSchema,
  /** Of `insufficient`, why. */
  open: ArmsOpen.nullable(),
  failure: Failure.nullable(),
  /** Rows are counted from when the split was set to what it is. */
  since: at,
  until: at,
  rows: both(count),
  /** So many of an arm are judged at least. */
  rowsMin: count,
  sides: z.array(ArmsSide),
  /** Each arm against the reference of the monitor, in the same time; null where nothing was counted. */
  reference: both(driftVerdictSchema).nullable(),
});
export type ArmsDrift = z.infer<typeof ArmsDrift>;

/** Columns whose distributions are offered, of a side. */
export const ARMS_COLUMNS_MAX = 50;
