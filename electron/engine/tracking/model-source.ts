import type { RunRecords } from '../records/run-records';

/** What a client's address of a model means here. */
export type ModelPlace = { readonly run: string | null; readonly path: string; readonly loggedModel: string | null };

const KEPT_RUN = /^(?:mlflow-artifacts:\/(?:\/[^/]+\/)?|https?:\/\/[^/]+\/api\/2\.0\/mlflow-artifacts\/artifacts\/)\d+\/([a-f0-9]{32})\/artifacts\/?(.*)$/;
const KEPT_MODEL =
  /^(?:mlflow-artifacts:\/(?:\/[^/]+\/)?|https?:\/\/[^/]+\/api\/2\.0\/mlflow-artifacts\/artifacts\/)\d+\/models\/(m-[a-f0-9]{32})\/artifacts\/?(.*)$/;
const OF_RUN = /^runs:\/+([a-f0-9]{32})\/?(.*)$/;
const OF_MODEL = /^models:\/+(m-[a-f0-9]{32})\/?$/;

const joined = (...parts: readonly string[]): string =>
  parts
    .filter((part) => part !== '')
    .join('/')
    .replace(/\/+$/, '');

/** Null: an address elsewhere, which is kept as an address. */
export function placeOf(records: RunRecords, source: string): ModelPlace | null {
  const [, run, path = ''] = KEPT_RUN.exec(source) ?? OF_RUN.exec(source) ?? [];
  if (run !== undefined) return records.find(run) ? { run, path: joined(path), loggedModel: null } : null;
  const [, model, below = ''] = KEPT_MODEL.exec(source) ?? OF_MODEL.exec(source) ?? [];
  const logged = model === undefined ? null : records.models.find(model);
  if (!logged) return null;
  if (logged.run === null || !records.find(logged.run)) return { run: null, path: '', loggedModel: logged.id };
  const folder = records.artifacts.modelFolders(logged.run).get(logged.id) ?? logged.name;
  return { run: logged.run, path: joined(folder, below), loggedModel: logged.id };
}

/** The id of a logged model, where an address is one. */
export const loggedModelOf = (source: string): string | null => OF_MODEL.exec(source)?.[1] ?? KEPT_MODEL.exec(source)?.[1] ?? null;
