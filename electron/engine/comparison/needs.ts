import type { ModelSignature } from '../../../shared/models/model';
import type { ArmBucket, Service } from '../../../shared/models/service';
import type { Log } from '../../backend/lib/log';

/** A database that reads files of the workspace and nothing else, for one job. */
export interface ReadingJob {
  /** Rows with values of JSON. @throws whatever the database says */
  json(sql: string): Promise<unknown[][]>;
  /** A dataset of the workspace, as it lies there now. @throws AppError where it is not there, cannot be read or may not be */
  dataset(name: string): Promise<LabelTable>;
}
export type RunJob = <T>(work: (job: ReadingJob) => Promise<T>) => Promise<T>;

/** `from` stands behind FROM, with its columns as `c0`, `c1` … */
export type LabelTable = { readonly columns: readonly string[]; readonly from: string };

export type ComparisonNeeds = {
  /** @throws AppError `service-unknown` */
  readonly service: (name: string) => Service;
  readonly figures: (name: string, since: number) => Promise<readonly ArmBucket[]>;
  /** Null: nothing is known of what it takes and gives. */
  readonly signatureOf: (model: string, version: number) => ModelSignature | null;
  /** The folder of all payload logs. */
  readonly payloads: string;
  readonly job: RunJob;
  readonly log: Log;
  readonly now: () => number;
};

/** The two revisions that are compared. */
export type Arms = { readonly stable: number; readonly candidate: number };
export type Both<Of> = { readonly stable: Of; readonly candidate: Of };
export const both = <Of>({ stable, candidate }: Arms, of: (revision: number) => Of): Both<Of> => ({ stable: of(stable), candidate: of(candidate) });
