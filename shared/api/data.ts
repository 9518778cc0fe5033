import { z } from 'zod';
import {
  CheckResult,
  DataProgress,
  DataRows,
  Dataset,
  DatasetDiff,
  DatasetLabels,
  DatasetName,
  DatasetRow,
  DatasetVersion,
  DatasetVersionId,
  DataSource,
  NamedCheck,
} from '../models/dataset';
import { ConnectionId } from '../models/entity';
import { request, watch } from './verb';

const connection = ConnectionId;
const name = DatasetName;
const version = DatasetVersionId;
const ROWS_MAX = 500;
const ofVersion = z.object({ connection, name, version });

export const dataApi = {
  'data.list': request(z.object({ connection }), z.object({ datasets: z.array(DatasetRow) })),
  'data.get': request(z.object({ connection, name }), Dataset),
  'data.version': request(ofVersion, DatasetVersion),
  /** What a source holds, before it is registered: format, columns, first rows. */
  'data.peek': request(
    z.object({ connection, source: DataSource.partial({ format: true }) }),
    z.object({ source: DataSource, files: z.number().int(), bytes: z.number(), rows: DataRows, schema: DatasetVersion.shape.schema }),
  ),
  /** Registers it, and takes what is there as its first version. */
  'data.register': request(
    z.object({ connection, name, source: DataSource, labels: DatasetLabels, checks: z.array(NamedCheck).max(500), watched: z.boolean() }),
    z.object({ name, version: version.nullable() }),
  ),
  /** Takes what is there now as a version; the newest again where nothing changed. */
  'data.take': request(z.object({ connection, name }), z.object({ version, isNew: z.boolean() })),
  'data.change': request(
    z.object({ connection, name, labels: DatasetLabels.optional(), checks: z.array(NamedCheck).max(500).optional(), watched: z.boolean().optional() }),
    z.object({}),
  ),
  /** Forgets it and its profiles; the files are the user's, and stay. */
  'data.forget': request(z.object({ connection, name }), z.object({})),
  /** Runs the checks of today on a version of then. */
  'data.recheck': request(ofVersion, z.object({ checks: z.array(CheckResult) })),
  'data.rows': request(ofVersion.extend({ offset: z.number().int().nonnegative(), limit: z.number().int().min(1).max(ROWS_MAX) }), DataRows),
  /** Rows that break a check. */
  'data.offending': request(
    ofVersion.extend({ check: z.string().max(200), offset: z.number().int().nonnegative(), limit: z.number().int().min(1).max(ROWS_MAX) }),
    DataRows,
  ),
  'data.diff': request(z.object({ connection, name, from: version, to: version }), DatasetDiff),
  'data.progress': watch(z.object({ connection }), z.object({ under: z.array(DataProgress) })),
};
