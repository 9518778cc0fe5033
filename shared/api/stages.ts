import { z } from 'zod';
import { ConnectionId } from '../models/entity';
import { ModelName, ModelVersionNumber } from '../models/model';
import { ServiceName } from '../models/service';
import { ReleaseCheck } from '../models/stage';
import { request } from './verb';

const connection = ConnectionId;
const n = z.number().int().positive();
const check = z.object({ connection, n });

export const stagesApi = {
  /**
   * A version goes through the stages; it is queued behind those that go already. `service`: whose stable revision it is held against;
   * null: the only service of the model, else the alias `champion`. `golden`: a file that was read elsewhere; null: the model's own in the workspace, where there is one.
   */
  'stages.run': request(
    z.object({
      connection,
      model: ModelName,
      version: ModelVersionNumber,
      service: ServiceName.nullable(),
      golden: z.object({ file: z.string().min(1).max(4_096), text: z.string().max(3_000_000) }).nullable(),
    }),
    z.object({ n }),
  ),
  'stages.get': request(check, ReleaseCheck),
  /** The newest first, at most 50. */
  'stages.list': request(
    z.object({ connection, model: ModelName, version: ModelVersionNumber }),
    z.object({ checks: z.array(ReleaseCheck), goldenFile: z.string() }),
  ),
  /** What a stage found, in full; the beginning of it where it is long. */
  'stages.evidence': request(check.extend({ evidence: z.string().regex(/^[a-f0-9]{64}$/) }), z.object({ text: z.string(), whole: z.boolean() })),
  /** It ends where it stands, and is inconclusive. */
  'stages.stop': request(check, z.object({})),
} as const;
