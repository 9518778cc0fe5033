import { z } from 'zod';
import { ConnectionId } from '../models/entity';
import { Integrity, Model, ModelName, ModelRow, ModelVersion, ModelVersionNumber } from '../models/model';
import { RunId } from '../models/run';
import { request } from './verb';

const connection = ConnectionId;
const model = ModelName;
const version = ModelVersionNumber;
const text = z.string().max(10_000);

/** Aliases are moved by an action (`set-alias`), through a plan and the ledger; there is no verb for it here. */
export const modelsApi = {
  'models.list': request(z.object({ connection }), z.object({ models: z.array(ModelRow) })),
  'models.get': request(z.object({ connection, model }), Model),
  'models.version': request(z.object({ connection, model, version }), ModelVersion),
  'models.compare': request(
    z.object({ connection, model, versions: z.array(version).min(2).max(20) }),
    z.object({
      versions: z.array(ModelVersion),
      metrics: z.array(z.object({ key: z.string(), values: z.array(z.number().nullable()) })),
      params: z.array(z.object({ key: z.string(), values: z.array(z.string().nullable()), differ: z.boolean() })),
    }),
  ),
  /** Of what a run logged under `path` ('' is its only model). */
  'models.register': request(z.object({ connection, model, run: RunId, path: z.string().max(1_024) }), z.object({ version })),
  'models.describe': request(z.object({ connection, model, version: version.nullable(), description: text }), z.object({})),
  /** Reads every byte of a version again, now. */
  'models.verify': request(z.object({ connection, model, version }), Integrity),
  /** Reads all of the registry's file. `faults` in SQLite's words; empty where it is whole. */
  'models.checkRegistry': request(z.object({ connection }), z.object({ faults: z.array(z.string()) })),
  /** How the sweep in the background stands. */
  'models.sweep': request(
    z.object({ connection }),
    z.object({ lastEndedAt: z.number().nullable(), checked: z.number().int(), total: z.number().int(), tampered: z.number().int() }),
  ),
};
