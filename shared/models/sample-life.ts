import { z } from 'zod';
import { ConnectionId } from './entity';
import { Failure } from './failure';
import { ModelVersionNumber } from './model';
import { RunId } from './run';

/** What brings the sample to life, in its order: two versions are trained, one serves, the other is released beside it, and traffic comes. */
export const SAMPLE_STEPS = ['first', 'second', 'serve', 'release', 'replay'] as const;

export const SampleStep = z.object({
  id: z.enum(SAMPLE_STEPS),
  state: z.enum(['ahead', 'running', 'done', 'failed']),
  /** How far its run is, 0 to 1; null where that is not known. */
  share: z.number().min(0).max(1).nullable(),
  run: RunId.nullable(),
  version: ModelVersionNumber.nullable(),
  failure: Failure.nullable(),
});
export type SampleStep = z.infer<typeof SampleStep>;

export const SampleLife = z.object({
  connection: ConnectionId,
  /** `stopped`: a step failed, and it can be gone on with. `resting`: it was alive, and its flights are not sent any more. */
  state: z.enum(['idle', 'under-way', 'stopped', 'alive', 'resting']),
  steps: z.array(SampleStep),
  /** Nobody said yet that it is not wanted, or that it was seen. */
  offered: z.boolean(),
  /** Nobody has left the tour yet. */
  tour: z.boolean(),
});
export type SampleLife = z.infer<typeof SampleLife>;
