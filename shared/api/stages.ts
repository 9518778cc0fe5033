import { z } from 'zod';
import { DatasetName } from '../models/dataset';
import { ConnectionId } from '../models/entity';
import { ModelName, ModelVersionNumber } from '../models/model';
import { RunsAs, ServerCommand } from '../models/server-command';
import { ServiceName } from '../models/service';
import { Champion, GOLDEN_ROWS_MAX, ReleaseCheck } from '../models/stage';
import { request } from './verb';

const connection = ConnectionId;
const n = z.number().int().positive();
const check = z.object({ connection, n });
const path = z.string().min(1).max(4_096);
const digest = z.string().regex(/^[a-f0-9]{64}$/);

export const stagesApi = {
  /**
   * A version goes through the stages; it is queued behind those that go already. `service`: whose stable revision it is held against;
   * null: the only service of the model, else the alias `champion`. `alias`: the alias, whatever services there are. `golden`: a file that was read
   * elsewhere; `goldenFile`: one of the workspace; neither: the model's own in the workspace, where there is one. `server`: the server of the
   * user's that answers for it; none: as its flavors say.
   */
  'stages.run': request(
    z.object({
      connection,
      model: ModelName,
      version: ModelVersionNumber,
      service: ServiceName.nullable(),
      alias: z.boolean().optional(),
      golden: z.object({ file: path, text: z.string().max(3_000_000) }).nullable(),
      goldenFile: path.nullable().optional(),
      server: ServerCommand.nullable().optional(),
    }),
    z.object({ n }),
  ),
  'stages.get': request(check, ReleaseCheck),
  /** The newest first, at most 50. */
  'stages.list': request(
    z.object({ connection, model: ModelName, version: ModelVersionNumber }),
    z.object({ checks: z.array(ReleaseCheck), goldenFile: z.string() }),
  ),
  /** What a version can be held against, and with: `golden/` of the workspace, and what is stable in the services of its model. */
  'stages.choices': request(
    z.object({ connection, model: ModelName, version: ModelVersionNumber }),
    z.object({
      goldenFiles: z.array(z.object({ file: z.string(), bytes: z.number().int() })),
      champions: z.array(Champion),
      /** What is taken where nobody says. */
      champion: Champion.nullable(),
      /** How the version is run where nobody says; null: a server must be named. */
      runs: RunsAs.nullable(),
    }),
  ),
  /**
   * Rows of a dataset become golden requests with the answers of the champion (as `stages.run` finds it; else of the version itself), in a new
   * file of the workspace.
   */
  'stages.makeGolden': request(
    z.object({
      connection,
      model: ModelName,
      version: ModelVersionNumber,
      service: ServiceName.nullable(),
      alias: z.boolean().optional(),
      dataset: DatasetName,
      rows: z.number().int().min(1).max(GOLDEN_ROWS_MAX),
    }),
    z.object({ file: z.string(), count: z.number().int(), answeredBy: ModelVersionNumber }),
  ),
  /** What a stage found, in full; the beginning of it where it is long. */
  'stages.evidence': request(check.extend({ evidence: digest }), z.object({ text: z.string(), whole: z.boolean() })),
  /** It ends where it stands, and is inconclusive. */
  'stages.stop': request(check, z.object({})),
} as const;
